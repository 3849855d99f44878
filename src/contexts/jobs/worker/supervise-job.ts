import type { Database } from '../../../platform/db/types.ts';
import type { Log } from '../../../platform/log/create-log.ts';
import { type AttemptEnd, GAVE_WAY } from '../domain/settle-attempt.ts';
import type { ClaimedJob } from '../store/claim-job.ts';
import { holdLease } from './hold-lease.ts';
import type { StopReason } from './messages.ts';
import type { JobChild, RunEnd } from './start-child.ts';
import { storeEnd } from './store-end.ts';

/** A job that this worker runs. */
export interface SupervisedJob {
  readonly job: ClaimedJob;
  /** Ends the job early; the first reason given counts. */
  stop(reason: StopReason): void;
  /** Resolves when the job is settled and its process is idle or gone; never rejects. */
  readonly finished: Promise<{ reusable: boolean }>;
}

export interface SuperviseOptions {
  database: Database;
  log: Log;
  /** Names the worker in audit. */
  owner: string;
  leaseSeconds: number;
  /** Milliseconds between asking a process to stop and ending it. */
  graceMs: number;
  /** Folders the worker serves; every one when not given. */
  roots: readonly string[] | undefined;
  /** Seconds before the first retry. */
  backoffSeconds: number;
}

/** setTimeout fires at once for more than 2^31 - 1 ms. */
const LONGEST_TIMER_MS = 2_147_483_647;

/** How long a shutdown waits for a database that cannot be reached; after that the lease runs out by itself. */
const SHUTDOWN_PATIENCE_MS = 5000;

/** Runs a claimed job in the child: holds its lease, enforces its limits, and writes what became of it. */
export function superviseJob(job: ClaimedJob, child: JobChild, options: SuperviseOptions): SupervisedJob {
  const { log, graceMs } = options;
  let stopped: StopReason | undefined;
  let ended = false;
  let grace: NodeJS.Timeout | undefined;
  const patience = { until: Infinity };
  const stop = (reason: StopReason): void => {
    if (reason === 'shutdown') patience.until = performance.now() + SHUTDOWN_PATIENCE_MS;
    if (ended || stopped !== undefined) return;
    stopped = reason;
    log.info({ job_id: job.jobId, reason }, 'Stopping a job');
    child.stop(reason);
    grace = setTimeout(() => void child.kill(), graceMs);
  };
  const limit = setTimeout(() => stop('timed_out'), Math.min(LONGEST_TIMER_MS, job.timeoutSeconds * 1000));
  const lease = holdLease(job, {
    database: options.database,
    log,
    leaseSeconds: options.leaseSeconds,
    onExtended(milliseconds) {
      if (!ended) child.allow(milliseconds);
    },
    onLost: () => stop('lease_lost'),
    onCancelRequested: () => stop('cancelled'),
  });

  const run = async (): Promise<{ reusable: boolean }> => {
    child.allow(options.leaseSeconds * 1000);
    const end = await child.run(
      {
        jobId: job.jobId,
        tenant: job.tenant,
        kind: job.kind,
        input: job.input,
        actor: job.requestedBy,
        attempt: job.attempt,
        leaseToken: job.leaseToken,
        ...(options.roots !== undefined && { roots: options.roots }),
      },
      (progress) => lease.progress(progress),
    );
    ended = true;
    child.allow(0);
    clearTimeout(limit);
    clearTimeout(grace);
    // A handler that was stopped, or failed in a way nobody foresaw, may have left work behind in its process.
    const reusable =
      stopped === undefined && (end.type === 'completed' || end.type === 'handed_out' || isForeseen(end));
    if (!reusable) await child.kill();
    if (end.type === 'failed' && end.detail !== undefined) {
      log.error({ job_id: job.jobId, detail: end.detail }, 'A job failed in a way nobody foresaw');
    }
    await lease.idle();
    await storeEnd(job, attemptEnd(end, stopped), { ...options, patience });
    await lease.release();
    return { reusable };
  };
  return { job, stop, finished: run() };
}

function isForeseen(end: RunEnd): boolean {
  return end.type === 'failed' && end.kind !== 'internal' && end.kind !== 'cancelled';
}

/** What the end of a run means. Work that was done is done, even when somebody asked to stop it meanwhile. */
function attemptEnd(end: RunEnd, stopped: StopReason | undefined): AttemptEnd | undefined {
  if (stopped === 'lease_lost') return undefined;
  if (end.type === 'completed') return { how: 'completed', result: end.result };
  if (stopped === 'cancelled') return { how: 'cancelled' };
  if (stopped === 'timed_out') return { how: 'timed_out' };
  if (stopped === 'shutdown') return { how: 'handed_back' };
  if (end.type === 'handed_out') return { how: 'handed_out', children: end.children };
  if (end.type === 'died') return { how: 'died', detail: end.detail };
  if (end.code === GAVE_WAY) return { how: 'gave_way' };
  return { how: 'failed', kind: end.kind, error: { code: end.code, message: end.message } };
}
