import type { Caller, Query } from '../../kernel/context.ts';
import type { DomainEvent } from '../../kernel/operation.ts';
import { auditRow } from '../audit/record-audit.ts';

/** A change that was made, by whom, and the events of it. */
export interface Change {
  at: Date;
  caller: Omit<Caller, 'signal'>;
  operation: string;
  events: readonly DomainEvent[];
  newId: (now: Date) => string;
  traceparent?: string | undefined;
}

/**
 * The statement that writes what a change leaves besides itself, in the transaction that makes it: one audit row, and its
 * events in the outbox. Events are numbered per tenant without gaps; the tenant's counter stays locked until the
 * transaction ends, so `seq` is the order of commits: what a sequence cannot give. Send it last, so that the lock is held
 * for no longer than the commit takes.
 */
export function changeStatement({ at, caller, operation, events, newId, traceparent }: Change): Query {
  const audit = auditRow({ id: newId(at), at, caller, operation, outcome: 'done', events });
  if (events.length === 0) return audit;
  const own = audit.parameters.length;
  return {
    name: 'record_change',
    sql: `WITH head AS (
            INSERT INTO outbox_head AS h (tenant_id, last_seq) VALUES ($1, $${own + 1})
            ON CONFLICT (tenant_id) DO UPDATE SET last_seq = h.last_seq + $${own + 1}
            RETURNING h.last_seq
          ), told AS (
            INSERT INTO outbox_batch (tenant_id, first_seq, last_seq, events, occurred_at, request_id, traceparent)
            SELECT $1, head.last_seq - $${own + 1} + 1, head.last_seq, $${own + 2}, $3, $8, $${own + 3} FROM head
          ) ${audit.sql}`,
    parameters: [
      ...audit.parameters,
      events.length,
      JSON.stringify(events.map(({ type, subject, data }) => ({ id: newId(at), type, subject, data }))),
      traceparent ?? null,
    ],
  };
}
