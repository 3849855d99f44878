import type { Tx } from '../../../kernel/context.ts';
import { newId } from '../../../kernel/ids.ts';
import type { DomainEvent } from '../../../kernel/operation.ts';
import { recordAudit } from '../../../platform/audit/record-audit.ts';
import { appendEvents } from '../../../platform/outbox/append-events.ts';

/**
 * Writes what the worker did to a job into audit and outbox, in the transaction that did it. The job's id stands
 * for the request: it is what ties these rows together.
 */
export async function announce(
  tx: Tx,
  change: { tenant: number; owner: string; operation: string; jobId: string; event: DomainEvent },
): Promise<void> {
  const now = new Date();
  const { tenant, owner, operation, jobId, event } = change;
  await recordAudit(tx, {
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
    events: [event],
  });
  await appendEvents(tx, tenant, [event], { newId, now, requestId: jobId, traceparent: undefined });
}
