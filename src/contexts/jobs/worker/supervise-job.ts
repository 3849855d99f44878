import type { Database } from '../../../platform/db/types.ts';
import type { Log } from '../../../platform/log/create-log.ts';
import { type AttemptEnd, GAVE_WAY } from '../domain/settle-attempt.ts';
import type { ClaimedJob } from '../store/claim-job.ts';
import { holdLease } from './hold-lease.ts';
import type { RunEnd } from './hand-over.ts';
import type { JobOrder, StopReason } from './messages.ts';
import type { Settle } from './settle-together.ts';
import type { JobChild } from './start-child.ts';
import { storeEnd } from './store-end.ts';

/** A job that this worker has claimed. */
export interface SupervisedJob {
  readonly job: ClaimedJob;
  /** Ends the job early; the first reason given counts. */
  stop(reason: StopReason): void;
  /** Resolves when the process has done with the job and is idle, at the next one, or gone; never rejects. */
  readonly ran: Promise<RunEnd>;
  /** Resolves when the job is settled; never rejects. */
  readonly settled: Promise<void>;
}

export interface SuperviseOptions {
  database: Database;
  log: Log;
  /** Names the worker in audit. */
  owner: string;
  /** Writes an end that concerns no other job, together with others. */
  settle: Settle;
  leaseSeconds: number;
  /** When the claim was asked for, on `performance.now()`'s clock. */
  claimedAt: number;
  /** Milliseconds between asking a process to stop and ending it. */
  graceMs: number;
  /** Folders the worker serves; every one when not given. */
  roots: readonly string[] | undefined;
  /** Seconds before the first retry. */
  backoffSeconds: number;
  /** Told how many milliseconds the handler took, before {@link SupervisedJob.ran}, and whether it completed. */
  onTime(milliseconds: number, completed: boolean): void;
}

/** setTimeout fires at once for more than 2^31 - 1 ms. */
const LONGEST_TIMER_MS = 2_147_483_647;

/** How long a shutdown waits for a database that cannot be reached; after that the lease runs out by itself. */
const SHUTDOWN_PATIENCE_MS = 5000;

/** Runs a claimed job in the child: holds its lease, enforces its limits, and writes what became of it. */
export function superviseJob(job: ClaimedJob, child: JobChild, options: SuperviseOptions): SupervisedJob {
  const { log, graceMs } = options;
  const leaseMs = options.leaseSeconds * 1000;
  let heldUntil = options.claimedAt + leaseMs;
  let stopped: StopReason | undefined;
  const handedAt = performance.now();
  let begunAt: number | undefined;
  let ended = false;
  let limit: NodeJS.Timeout | undefined;
  let grace: NodeJS.Timeout | undefined;
  const patience = { until: Infinity };
  const stop = (reason: StopReason): void => {
    if (reason === 'shutdown') patience.until = performance.now() + SHUTDOWN_PATIENCE_MS;
    if (ended || stopped !== undefined) return;
    stopped = reason;
    log.info({ job_id: job.jobId, reason }, 'Stopping a job');
    grace = setTimeout(() => void child.kill(), graceMs);
    void child.stop(job.jobId, reason);
  };
  const lease = holdLease(job, {
    database: options.database,
    log,
    leaseSeconds: options.leaseSeconds,
    onExtended(milliseconds) {
      heldUntil = performance.now() + milliseconds;
      if (begunAt !== undefined && !ended) child.allowUntil(heldUntil);
    },
    onLost: () => stop('lease_lost'),
    onCancelRequested: () => stop('cancelled'),
  });

  const run = async (): Promise<RunEnd> => {
    const end = await child.run(orderOf(job, options.roots), {
      onBegin() {
        begunAt = performance.now();
        child.allowUntil(heldUntil);
        limit = setTimeout(() => stop('timed_out'), Math.min(LONGEST_TIMER_MS, job.timeoutSeconds * 1000));
      },
      onProgress: (progress) => lease.progress(progress),
    });
    ended = true;
    clearTimeout(limit);
    clearTimeout(grace);
    // A handler that was stopped, or failed in a way nobody foresaw, may have left work behind in its process.
    if (child.spoiledBy(job.jobId)) await child.kill();
    if ('ms' in end) options.onTime(end.ms, end.type === 'completed');
    if (end.type === 'failed' && end.detail !== undefined) {
      log.error({ job_id: job.jobId, detail: end.detail }, 'A job failed in a way nobody foresaw');
    }
    return end;
  };
  const ran = run();
  const settle = async (): Promise<void> => {
    const end = await ran;
    await lease.idle();
    const waited = begunAt === undefined ? 0 : (begunAt - handedAt) / 1000;
    await storeEnd(job, attemptEnd(end, stopped), waited, { ...options, patience });
    await lease.release();
  };
  return { job, stop, ran, settled: settle() };
}

function orderOf(job: ClaimedJob, roots: readonly string[] | undefined): JobOrder {
  return {
    jobId: job.jobId,
    tenant: job.tenant,
    kind: job.kind,
    input: job.input,
    actor: job.requestedBy,
    attempt: job.attempt,
    leaseToken: job.leaseToken,
    ...(roots !== undefined && { roots }),
  };
}

/** What the end of a run means. Work that was done is done, even when somebody asked to stop it meanwhile. */
function attemptEnd(end: RunEnd, stopped: StopReason | undefined): AttemptEnd | undefined {
  if (stopped === 'lease_lost') return undefined;
  if (end.type === 'completed') return { how: 'completed', result: end.result };
  if (stopped === 'cancelled') return { how: 'cancelled' };
  if (end.type === 'not_begun') return { how: 'handed_back' };
  if (stopped === 'timed_out') return { how: 'timed_out' };
  if (stopped === 'shutdown') return { how: 'handed_back' };
  if (end.type === 'handed_out') return { how: 'handed_out', children: end.children };
  if (end.type === 'died') return { how: 'died', detail: end.detail };
  if (end.code === GAVE_WAY) return { how: 'gave_way' };
  return { how: 'failed', kind: end.kind, error: { code: end.code, message: end.message } };
}
