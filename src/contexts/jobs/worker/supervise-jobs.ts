import type { Database } from '../../../platform/db/types.ts';
import type { Log } from '../../../platform/log/create-log.ts';
import { type AttemptEnd, GAVE_WAY } from '../domain/settle-attempt.ts';
import type { ClaimedJob } from '../store/claim-job.ts';
import { holdLease } from './hold-lease.ts';
import type { LeaseHolder } from './hold-lease.ts';
import type { JobRun, RunEnd } from './hand-over.ts';
import type { JobOrder, StopReason } from './messages.ts';
import type { Settle } from './settle-together.ts';
import type { JobChild } from './start-child.ts';
import { storeEnd } from './store-end.ts';

/** A job that this worker has claimed. */
export interface SupervisedJob {
  readonly job: ClaimedJob;
  /** Ends the job early; the first reason given counts. */
  stop(reason: StopReason): void;
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
  /** The process has done with the job and is idle, at the next one, or gone. Answers what `onSettled` is to be told. */
  onRan(job: ClaimedJob, end: RunEnd): boolean;
  /** Called for every job, after the process has done with it. */
  onSettled(job: ClaimedJob, told: boolean): void;
}

/** setTimeout fires at once for more than 2^31 - 1 ms. */
const LONGEST_TIMER_MS = 2_147_483_647;

/** How long a shutdown waits for a database that cannot be reached; after that the lease runs out by itself. */
const SHUTDOWN_PATIENCE_MS = 5000;

/** A job with what its group needs to know of it. */
interface Member extends SupervisedJob, JobRun {
  /** Extends the lease, until the job is settled. */
  beat(): void;
}

/**
 * Runs jobs that were claimed together in the child, in order: holds their leases, enforces their limits, and writes what
 * became of them.
 */
export function superviseJobs(
  jobs: readonly ClaimedJob[],
  child: JobChild,
  options: SuperviseOptions,
): SupervisedJob[] {
  const unsettled = new Set<Member>();
  // One for all of them: most are settled long before.
  const heartbeat = setInterval(
    () => {
      for (const member of unsettled) member.beat();
    },
    (options.leaseSeconds * 1000) / 3,
  );
  const leave = (member: Member): void => {
    unsettled.delete(member);
    if (unsettled.size === 0) clearInterval(heartbeat);
  };
  for (const job of jobs) unsettled.add(superviseJob(job, child, options, leave));
  const members = [...unsettled];
  child.run(members);
  return members;
}

function superviseJob(
  job: ClaimedJob,
  child: JobChild,
  options: SuperviseOptions,
  leaveGroup: (member: Member) => void,
): Member {
  const { log, leaseSeconds } = options;
  const handedAt = performance.now();
  let heldUntil = options.claimedAt + leaseSeconds * 1000;
  let lease: LeaseHolder | undefined;
  let stopped: StopReason | undefined;
  let running = false;
  let ended = false;
  let limit: NodeJS.Timeout | undefined;
  let grace: NodeJS.Timeout | undefined;
  const patience = { until: Infinity };
  const stop = (reason: StopReason): void => {
    if (reason === 'shutdown') patience.until = performance.now() + SHUTDOWN_PATIENCE_MS;
    if (ended || stopped !== undefined) return;
    stopped = reason;
    log.info({ job_id: job.jobId, reason }, 'Stopping a job');
    grace = setTimeout(() => void child.kill(), options.graceMs);
    void child.stop(job.jobId, reason);
  };
  const hold = (): LeaseHolder =>
    (lease ??= holdLease(job, {
      database: options.database,
      log,
      leaseSeconds,
      heldSince: handedAt,
      onExtended(milliseconds) {
        heldUntil = performance.now() + milliseconds;
        if (running) child.allowUntil(heldUntil);
      },
      onLost: () => stop('lease_lost'),
      onCancelRequested: () => stop('cancelled'),
    }));
  const finish = async (end: RunEnd, waitedSeconds: number): Promise<void> => {
    // A handler that was stopped, or failed in a way nobody foresaw, may have left work behind in its process.
    if (child.spoiledBy(job.jobId)) await child.kill();
    if (end.type === 'failed' && end.detail !== undefined) {
      log.error({ job_id: job.jobId, detail: end.detail }, 'A job failed in a way nobody foresaw');
    }
    const told = options.onRan(job, end);
    if (lease !== undefined) await lease.idle();
    await storeEnd(job, attemptEnd(end, stopped), waitedSeconds, patience, options);
    if (lease !== undefined) await lease.release();
    leaveGroup(member);
    options.onSettled(job, told);
  };
  const member: Member = {
    job,
    order: orderOf(job, options.roots),
    stop,
    beat: () => hold().beat(),
    onBegin() {
      running = true;
      child.allowUntil(heldUntil);
      limit = setTimeout(() => stop('timed_out'), Math.min(LONGEST_TIMER_MS, job.timeoutSeconds * 1000));
    },
    onProgress: (progress) => hold().progress(progress),
    onEnd(end, begunAt) {
      running = false;
      ended = true;
      clearTimeout(limit);
      clearTimeout(grace);
      void finish(end, begunAt === undefined ? 0 : (begunAt - handedAt) / 1000);
    },
  };
  return member;
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
