import type { Query, Tx } from '../../kernel/context.ts';
import type { DomainEvent } from '../../kernel/operation.ts';

/** What an event carries besides itself. */
export interface EventOrigin {
  newId: (now: Date) => string;
  now: Date;
  /** Correlates the event with the request that caused it; one for each event, where they have several. */
  requestId: string | readonly string[];
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
  return {
    name: 'outbox_append',
    sql: `WITH head AS (
            INSERT INTO outbox_head AS h (tenant_id, last_seq) VALUES ($1, $2)
            ON CONFLICT (tenant_id) DO UPDATE SET last_seq = h.last_seq + $2
            RETURNING h.last_seq - $2 AS base)
          INSERT INTO outbox
            (tenant_id, seq, event_id, type, subject, data, occurred_at, request_id, traceparent)
          SELECT $1, head.base + e.n, e.event_id, e.type, e.subject, e.data::jsonb, $3, e.request_id, $5
          FROM head, unnest($6::uuid[], $7::text[], $8::text[], $9::text[], $4::text[])
            WITH ORDINALITY AS e (event_id, type, subject, data, request_id, n)`,
    parameters: [
      tenant,
      events.length,
      origin.now,
      typeof origin.requestId === 'string' ? events.map(() => origin.requestId) : origin.requestId,
      origin.traceparent ?? null,
      events.map(() => origin.newId(origin.now)),
      events.map(({ type }) => type),
      events.map(({ subject }) => subject),
      events.map(({ data }) => JSON.stringify(data)),
    ],
  };
}
