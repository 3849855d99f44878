import type { Caller, Query, Tx } from '../../kernel/context.ts';
import type { DomainEvent } from '../../kernel/operation.ts';

/** What happened, who asked for it and through which door. */
export interface AuditEntry {
  id: string;
  at: Date;
  caller: Caller;
  operation: string;
  outcome: 'done' | 'denied';
  /** The events of the change; the first one names the row's subject. */
  events: readonly DomainEvent[];
}

/** Names of changed fields (never their values), gathered from `changes` of the events' data. */
function changedFields(events: readonly DomainEvent[]): string[] {
  const names = events.flatMap(({ data }) => {
    const changes = data['changes'];
    return Array.isArray(changes) ? changes.filter((name): name is string => typeof name === 'string') : [];
  });
  return [...new Set(names)];
}

/** What {@link recordAudits} takes: entries of one caller, but for the request that each belongs to. */
export interface AuditBatch extends Omit<AuditEntry, 'id' | 'events'> {
  entries: readonly { id: string; requestId: string; events: readonly DomainEvent[] }[];
}

/** The statement that writes several rows at once, in the transaction that it is made for. */
export function auditsStatement(batch: AuditBatch): Query {
  const { at, caller, operation, outcome, entries } = batch;
  const changes = entries.map(({ events }) => changedFields(events));
  return {
    name: 'audit_record_many',
    sql: `INSERT INTO audit
            (tenant_id, id, at, actor_kind, actor_id, door, operation, request_id, subject, changes, outcome)
          SELECT $1, e.id, $2, $3, $4, $5, $6, e.request_id, e.subject, e.changes::jsonb, $7
          FROM unnest($8::uuid[], $9::text[], $10::text[], $11::text[]) AS e (id, request_id, subject, changes)`,
    parameters: [
      caller.tenant,
      at,
      caller.actor.kind,
      caller.actor.id,
      caller.door,
      operation,
      outcome,
      entries.map(({ id }) => id),
      entries.map(({ requestId }) => requestId),
      entries.map(({ events }) => events[0]?.subject ?? null),
      changes.map((names) => (names.length === 0 ? null : JSON.stringify(names))),
    ],
  };
}

/** Writes one audit row in the caller's transaction. Rows are only ever added: the database refuses anything else. */
export async function recordAudit(tx: Tx, entry: AuditEntry): Promise<void> {
  await tx.query(auditStatement(entry));
}

/** The statement of {@link recordAudit}. */
export function auditStatement(entry: AuditEntry): Query {
  const { id, at, caller, operation, outcome, events } = entry;
  const changes = changedFields(events);
  return {
    name: 'audit_record',
    sql: `INSERT INTO audit
            (tenant_id, id, at, actor_kind, actor_id, door, operation, request_id, subject, changes, outcome)
          VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
    parameters: [
      caller.tenant,
      id,
      at,
      caller.actor.kind,
      caller.actor.id,
      caller.door,
      operation,
      caller.requestId,
      events[0]?.subject ?? null,
      changes.length === 0 ? null : JSON.stringify(changes),
      outcome,
    ],
  };
}
