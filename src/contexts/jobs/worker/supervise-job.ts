import { setTimeout as sleep } from 'node:timers/promises';
import { messageOf } from '../../../kernel/errors.ts';
import type { Database } from '../../../platform/db/types.ts';
import type { Log } from '../../../platform/log/create-log.ts';
import { jobReached } from '../domain/job-events.ts';
import { settleAttempt } from '../domain/settle-attempt.ts';
import type { AttemptEnd } from '../domain/settle-attempt.ts';
import type { ClaimedJob } from '../store/claim-job.ts';
import { settleJob } from '../store/settle-job.ts';
import { announce } from './announce.ts';
import { holdLease } from './hold-lease.ts';
import type { StopReason } from './messages.ts';
import type { JobChild, RunEnd } from './start-child.ts';

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
  /** Seconds before the first retry. */
  backoffSeconds: number;
}

/** setTimeout fires at once for more than 2^31 - 1 ms. */
const LONGEST_TIMER_MS = 2_147_483_647;

/** Runs a claimed job in the child: holds its lease, enforces its limits, and writes what became of it. */
export function superviseJob(job: ClaimedJob, child: JobChild, options: SuperviseOptions): SupervisedJob {
  const { log, graceMs } = options;
  let stopped: StopReason | undefined;
  let ended = false;
  let grace: NodeJS.Timeout | undefined;
  const stop = (reason: StopReason): void => {
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
      },
      (progress) => lease.progress(progress),
    );
    ended = true;
    child.allow(0);
    clearTimeout(limit);
    clearTimeout(grace);
    // A handler that was stopped, or failed in a way nobody foresaw, may have left work behind in its process.
    const reusable = stopped === undefined && (end.type === 'completed' || isForeseen(end));
    if (!reusable) await child.kill();
    await lease.idle();
    await settle(job, attemptEnd(end, stopped), options);
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
  if (end.type === 'died') return { how: 'died', detail: end.detail };
  return { how: 'failed', kind: end.kind, error: { code: end.code, message: end.message } };
}

const LONGEST_PAUSE_MS = 2000;
const GIVE_UP_AFTER_MS = 600_000;

/**
 * Writes how the attempt ended, again and again while the database cannot be reached: the lease goes on being
 * extended meanwhile. When it gives up, the lease runs out and the job is recovered.
 */
async function settle(
  job: ClaimedJob,
  end: AttemptEnd | undefined,
  options: SuperviseOptions,
): Promise<void> {
  const { database, log, owner } = options;
  if (end === undefined) {
    log.warn({ job_id: job.jobId }, 'The lease of a job was lost; what it did is dropped');
    return;
  }
  const settlement = settleAttempt(end, job, options.backoffSeconds);
  const giveUpAt = performance.now() + GIVE_UP_AFTER_MS;
  for (let pause = 100; ; pause = Math.min(LONGEST_PAUSE_MS, pause * 2)) {
    try {
      const settled = await database.tenant(job.tenant, async (tx) => {
        const done = await settleJob(tx, job, settlement);
        if (done === undefined) return undefined;
        const event = jobReached({
          jobId: done.jobId,
          kind: done.kind,
          status: done.status,
          attempt: done.attempt,
          ...(done.error === null ? {} : { errorCode: done.error.code }),
        });
        await announce(tx, { tenant: job.tenant, owner, operation: 'jobs.settle', jobId: done.jobId, event });
        return done;
      });
      if (settled === undefined)
        log.warn({ job_id: job.jobId }, 'A job had been taken away; its end is dropped');
      else log.info({ job_id: job.jobId, status: settled.status, error: settled.error }, 'A job ended');
      return;
    } catch (error) {
      if (performance.now() > giveUpAt) {
        log.error(
          { job_id: job.jobId, err: error },
          'The end of a job could not be stored; it will be recovered',
        );
        return;
      }
      log.warn(
        { job_id: job.jobId, why: messageOf(error) },
        'The end of a job could not be stored; trying again',
      );
      await sleep(pause);
    }
  }
}
