import type { Tx } from '../../../kernel/context.ts';
import { newId } from '../../../kernel/ids.ts';
import type { DomainEvent } from '../../../kernel/operation.ts';
import { recordAudit } from '../../../platform/audit/record-audit.ts';
import type { AuditEntry } from '../../../platform/audit/record-audit.ts';
import { appendEvents } from '../../../platform/outbox/append-events.ts';

/**
 * Writes what the worker did to a job into audit and outbox, in the transaction that did it. The job's id stands
 * for the request: it is what ties these rows together.
 */
export async function announce(
  tx: Tx,
  change: { tenant: number; owner: string; operation: string; jobId: string; events: readonly DomainEvent[] },
): Promise<void> {
  const now = new Date();
  const { tenant, owner, operation, jobId, events } = change;
  const entry: AuditEntry = {
    id: newId(now),
    at: now,
    caller: {
      tenant,
      actor: { kind: 'system', id: owner, scopes: [] },
      requestId: jobId,
      door: 'worker',
      signal: new AbortController().signal,
    },
    operation,
    outcome: 'done',
    events,
  };
  const origin = { newId, now, requestId: jobId, traceparent: undefined };
  // Sent together: one round trip, in this order, so that the outbox's lock is taken last.
  await Promise.all([recordAudit(tx, entry), appendEvents(tx, tenant, events, origin)]);
}
