import { newId } from '../../../kernel/ids.ts';
import type { DomainEvent } from '../../../kernel/operation.ts';
import { auditsStatement } from '../../../platform/audit/record-audit.ts';
import type { AtCommit } from '../../../platform/db/types.ts';
import { eventsStatement } from '../../../platform/outbox/append-events.ts';

/** What was done to one job, and the events of it. */
export interface JobEvents {
  jobId: string;
  events: readonly DomainEvent[];
}

/**
 * Writes what the worker did to jobs of a tenant into audit (a row a job) and outbox, with the commit of the transaction
 * that did it. A job's id stands for the request: it is what ties these rows together.
 */
export function announce(
  atCommit: AtCommit,
  change: { tenant: number; owner: string; operation: string; jobs: readonly JobEvents[] },
): void {
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
  const events = jobs.flatMap((job) => job.events);
  // In this order, so that the outbox's lock is taken last.
  atCommit(auditsStatement({ at: now, caller, operation, outcome: 'done', entries }));
  atCommit(eventsStatement(tenant, events, { newId, now, requestId, traceparent: undefined }));
}
