import type { Tx } from '../../../kernel/context.ts';
import { newId } from '../../../kernel/ids.ts';
import type { DomainEvent } from '../../../kernel/operation.ts';
import { recordAudits } from '../../../platform/audit/record-audit.ts';
import { appendEvents } from '../../../platform/outbox/append-events.ts';

/** What was done to one job, and the events of it. */
export interface JobEvents {
  jobId: string;
  events: readonly DomainEvent[];
}

/**
 * Writes what the worker did to jobs of a tenant into audit (a row a job) and outbox, in the transaction that did it.
 * A job's id stands for the request: it is what ties these rows together.
 */
export async function announce(
  tx: Tx,
  change: { tenant: number; owner: string; operation: string; jobs: readonly JobEvents[] },
): Promise<void> {
  const now = new Date();
  const { tenant, owner, operation, jobs } = change;
  const caller = {
    tenant,
    actor: { kind: 'system', id: owner, scopes: [] },
    requestId: operation,
    door: 'worker',
    signal: new AbortController().signal,
  } as const;
  const entries = jobs.map(({ jobId, events }) => ({ id: newId(now), requestId: jobId, events }));
  const requestId = jobs.flatMap(({ jobId, events }) => events.map(() => jobId));
  // Sent together: one round trip, in this order, so that the outbox's lock is taken last.
  await Promise.all([
    recordAudits(tx, { at: now, caller, operation, outcome: 'done', entries }),
    appendEvents(
      tx,
      tenant,
      jobs.flatMap(({ events }) => events),
      { newId, now, requestId, traceparent: undefined },
    ),
  ]);
}
