import type { OperationContext } from '../../../kernel/context.ts';
import { AppError } from '../../../kernel/errors.ts';
import { newId } from '../../../kernel/ids.ts';
import type { DomainEvent } from '../../../kernel/operation.ts';
import { jobReached } from '../domain/job-events.ts';
import { insertJobs } from '../store/insert-job.ts';
import type { ActiveJob, NewJob } from '../store/insert-job.ts';
import { takePlaces } from '../store/take-place.ts';

/** Limits of the queue. */
export interface QueueLimits {
  /** Queued jobs a tenant may have. */
  queueCap: number;
  /** Attempts a job has when it does not say. */
  maxAttempts: number;
  /** Seconds an attempt may take when the job does not say. */
  timeoutSeconds: number;
}

/** A job somebody asks for. */
export interface JobRequest {
  /** Kind of the handler that runs it. */
  kind: string;
  /** Checked again by the handler's schema before it runs. */
  input: Readonly<Record<string, unknown>>;
  /** Jobs with the same text are refused while one is queued or running. */
  dedupe?: string;
  folderPath?: string;
  /** Folder a worker must serve to take the job; any worker may when not given. */
  needsFolder?: string;
  /** The id it is to have, which no job has; a new one when not given. */
  jobId?: string;
  source?: 'manual' | 'auto';
  maxAttempts?: number;
  timeoutSeconds?: number;
}

/** A job that was queued, its place, and the event to return from the operation. */
export interface QueuedJob {
  jobId: string;
  /** 1 for the next to start; a new job is the last. */
  queuePosition: number;
  queueLength: number;
  event: DomainEvent;
}

/** Queues a job in the operation's transaction. */
export type EnqueueJob = (
  context: Pick<OperationContext, 'tx' | 'tenant' | 'actor' | 'now'>,
  request: JobRequest,
) => Promise<QueuedJob>;

/** Queues several jobs in the operation's transaction, in order: all of them or none. */
export type EnqueueJobs = (
  context: Pick<OperationContext, 'tx' | 'tenant' | 'actor' | 'now'>,
  requests: readonly JobRequest[],
) => Promise<QueuedJob[]>;

const RETRY_AFTER_SECONDS = 30;

/**
 * Makes the function that queues jobs. It throws `already_queued` (409, with `job_id` of the job in the way) and
 * `queue_full` (503, when there is no room for all of them); both undo the whole transaction.
 */
export function createEnqueueMany(limits: QueueLimits): EnqueueJobs {
  return async ({ tx, tenant, actor, now }, requests) => {
    if (requests.length === 0) return [];
    const jobs = requests.map((request): NewJob => ({
      jobId: request.jobId ?? newId(now),
      kind: request.kind,
      dedupeText: request.dedupe ?? null,
      input: request.input,
      folderPath: request.folderPath ?? null,
      needsFolder: request.needsFolder ?? '',
      source: request.source ?? 'manual',
      maxAttempts: request.maxAttempts ?? limits.maxAttempts,
      timeoutSeconds: request.timeoutSeconds ?? limits.timeoutSeconds,
    }));
    refuseTwins(jobs, requests);
    // Sent together: where there is no room, what is inserted is undone.
    const [queued, active] = await Promise.all([
      takePlaces(tx, tenant, jobs.length, limits.queueCap),
      insertJobs(tx, tenant, actor, jobs),
    ]);
    if (active !== undefined) throw alreadyQueued(active, requests[active.of]!);
    if (queued === undefined) throw queueFull(limits.queueCap);
    return jobs.map(({ jobId, kind }, n) => {
      const place = queued - jobs.length + n + 1;
      const event = jobReached({ jobId, kind, status: 'queued' });
      return { jobId, queuePosition: place, queueLength: place, event };
    });
  };
}

/** Refuses a job that is the same work as one before it. */
function refuseTwins(jobs: readonly NewJob[], requests: readonly JobRequest[]): void {
  const known = new Map<string, string>();
  for (const [n, { jobId, dedupeText }] of jobs.entries()) {
    if (dedupeText === null) continue;
    const twin = known.get(dedupeText);
    if (twin !== undefined) throw alreadyQueued({ jobId: twin, status: 'queued' }, requests[n]!);
    known.set(dedupeText, jobId);
  }
}

function queueFull(cap: number): AppError {
  return new AppError(
    'unavailable',
    'queue_full',
    `The queue is full (${cap} jobs are waiting); try again when some have started, or cancel one`,
    { retryAfterSeconds: RETRY_AFTER_SECONDS, extra: { queue_length: cap } },
  );
}

function alreadyQueued(active: ActiveJob, request: JobRequest): AppError {
  return new AppError(
    'conflict',
    'already_queued',
    `${request.folderPath ?? 'The same work'} is already ${active.status} as job ${active.jobId}; follow that one, or cancel it first`,
    { extra: { job_id: active.jobId, status: active.status } },
  );
}
