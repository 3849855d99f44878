import type { Caller, Query } from '../../kernel/context.ts';
import type { DomainEvent } from '../../kernel/operation.ts';

/** What happened, who asked for it and through which door. */
export interface AuditEntry {
  id: string;
  at: Date;
  caller: Omit<Caller, 'signal'>;
  operation: string;
  outcome: 'done' | 'denied';
  /** The events of the change: what they are about are the row's subjects. */
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

/**
 * The statement that writes one audit row, in the transaction that it is made for; its first, third and eighth
 * parameters are the tenant, the time and the request. Rows are only ever added: the database refuses anything else.
 */
export function auditRow(entry: AuditEntry): Query & { parameters: readonly unknown[] } {
  const { id, at, caller, operation, outcome, events } = entry;
  const changes = changedFields(events);
  return {
    name: 'audit_record',
    sql: `INSERT INTO audit
            (tenant_id, id, at, actor_kind, actor_id, door, operation, request_id, subjects, changes, outcome)
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
      [...new Set(events.map(({ subject }) => subject))],
      changes.length === 0 ? null : JSON.stringify(changes),
      outcome,
    ],
  };
}
