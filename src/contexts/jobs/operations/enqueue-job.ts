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

/** A job that is being queued, and the event to return from the operation. */
export interface NewQueuedJob {
  jobId: string;
  event: DomainEvent;
}

/** A job that was queued, and its place. */
export interface QueuedJob extends NewQueuedJob {
  /** 1 for the next to start; a new job is the last. */
  queuePosition: number;
  queueLength: number;
}

/** Jobs whose statements have been sent. */
export interface Queueing {
  jobs: readonly NewQueuedJob[];
  /**
   * Where they stand. Rejects with `already_queued` (409, with `job_id` of the job in the way) or `queue_full` (503, when
   * there is no room for all of them): then the transaction has failed, whatever else is sent in it.
   */
  queued: Promise<QueuedJob[]>;
}

/** Begins to queue jobs in the operation's transaction, in order: all of them or none. */
export type StartQueueing = (
  context: Pick<OperationContext, 'tx' | 'tenant' | 'actor' | 'now'>,
  requests: readonly JobRequest[],
) => Queueing;

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

/** Makes the function that queues jobs; what it throws undoes the whole transaction. */
export function createStartQueueing(limits: QueueLimits): StartQueueing {
  return ({ tx, tenant, actor, now }, requests) => {
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
    const begun = jobs.map(({ jobId, kind }) => ({
      jobId,
      event: jobReached({ jobId, kind, status: 'queued' }),
    }));
    const queue = async (): Promise<QueuedJob[]> => {
      if (jobs.length === 0) return [];
      const [queued, unqueued] = await Promise.all([
        takePlaces(tx, tenant, jobs.length),
        insertJobs(tx, tenant, actor, jobs, limits.queueCap),
      ]);
      if (unqueued?.why === 'queue_full') throw queueFull(limits.queueCap);
      if (unqueued !== undefined) throw alreadyQueued(unqueued.active, requests[unqueued.of]!);
      const before = queued - jobs.length;
      return begun.map((job, n) => ({ ...job, queuePosition: before + n + 1, queueLength: before + n + 1 }));
    };
    const queued = queue();
    // The runner looks at it when the transaction has ended; until then its rejection must not count as unhandled.
    queued.catch(() => undefined);
    return { jobs: begun, queued };
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
