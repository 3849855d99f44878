import type { Query, Tx } from '../../kernel/context.ts';
import type { DomainEvent } from '../../kernel/operation.ts';

/** What events carry besides themselves. */
export interface EventOrigin {
  newId: (now: Date) => string;
  now: Date;
  /** Correlates the events with the request that caused them. */
  requestId: string;
  traceparent: string | undefined;
}

/**
 * Writes events to the outbox in the caller's transaction, numbered per tenant without gaps. The tenant's counter
 * stays locked until the transaction ends, so `seq` is the order of commits: what a sequence cannot give. Call it
 * last, so that the lock is held for no longer than the commit takes.
 */
export async function appendEvents(
  tx: Tx,
  tenant: number,
  events: readonly DomainEvent[],
  origin: EventOrigin,
): Promise<void> {
  if (events.length > 0) await tx.query(eventsStatement(tenant, events, origin));
}

/** The statement of {@link appendEvents}, for one event or more. */
export function eventsStatement(tenant: number, events: readonly DomainEvent[], origin: EventOrigin): Query {
  const { newId, now, requestId, traceparent } = origin;
  return {
    name: 'outbox_append',
    sql: `WITH head AS (
            INSERT INTO outbox_head AS h (tenant_id, last_seq) VALUES ($1, $2)
            ON CONFLICT (tenant_id) DO UPDATE SET last_seq = h.last_seq + $2
            RETURNING h.last_seq)
          INSERT INTO outbox_batch (tenant_id, first_seq, last_seq, events, occurred_at, request_id, traceparent)
          SELECT $1, head.last_seq - $2 + 1, head.last_seq, $3, $4, $5, $6 FROM head`,
    parameters: [
      tenant,
      events.length,
      JSON.stringify(events.map(({ type, subject, data }) => ({ id: newId(now), type, subject, data }))),
      now,
      requestId,
      traceparent ?? null,
    ],
  };
}
