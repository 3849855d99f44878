import { setTimeout as sleep } from 'node:timers/promises';
import { messageOf } from '../../../kernel/errors.ts';
import type { Database } from '../../../platform/db/types.ts';
import type { Log } from '../../../platform/log/create-log.ts';
import { settleAttempt } from '../domain/settle-attempt.ts';
import type { AttemptEnd, Settlement } from '../domain/settle-attempt.ts';
import type { ClaimedJob } from '../store/claim-job.ts';
import { handOut, lockParent } from '../store/children.ts';
import { settleJobs } from '../store/settle-jobs.ts';
import type { EndedAttempt, SettledJob } from '../store/settle-jobs.ts';
import { announce } from './announce.ts';
import { settledEvent, settleParent } from './settle-parent.ts';
import type { Settle } from './settle-together.ts';

export interface StoreEndOptions {
  database: Database;
  log: Log;
  /** Names the worker in audit. */
  owner: string;
  /** Writes an end that concerns no other job, together with others. */
  settle: Settle;
  backoffSeconds: number;
}

const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 2000;

/**
 * Writes how an attempt ended, again and again while the database cannot be reached: the lease goes on being
 * extended meanwhile. When patience ends (`until`, on `performance.now()`'s clock, may be brought forward meanwhile), the
 * lease runs out and the job is recovered.
 */
export async function storeEnd(
  job: ClaimedJob,
  end: AttemptEnd | undefined,
  waitedSeconds: number,
  patience: Readonly<{ until: number }>,
  options: StoreEndOptions,
): Promise<void> {
  const { log } = options;
  const about = { job_id: job.jobId };
  if (end === undefined) {
    log.warn(about, 'The lease of a job was lost; what it did is dropped');
    return;
  }
  const ended = { lease: job, settlement: settleAttempt(end, job, options.backoffSeconds), waitedSeconds };
  let together = job.parentId === null && concernsNoOther(ended.settlement);
  for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(LONGEST_PAUSE_MS, pause * 2)) {
    try {
      const settled = together
        ? (await options.settle(ended)).get(job.jobId)
        : await settleAlone(job, ended, options);
      if (settled === undefined) {
        log.warn(about, 'A job had been taken away, or its end was stored before; nothing is changed');
      } else log.info({ ...about, status: settled.status, error: settled.error }, 'A job ended');
      return;
    } catch (error) {
      if (performance.now() + pause > patience.until) {
        log.error({ ...about, err: error }, 'The end of a job could not be stored; it will be recovered');
        return;
      }
      log.warn({ ...about, why: messageOf(error) }, 'The end of a job could not be stored; trying again');
      await sleep(pause);
      // Were it the reason, it would keep the others from being stored.
      together = false;
    }
  }
}

/** A job that was not begun, or has completed: no step of it can be open. */
function concernsNoOther(settlement: Settlement): boolean {
  return (
    settlement.status === 'completed' ||
    (settlement.status === 'queued' && settlement.children === undefined && settlement.refund)
  );
}

/** For an end that concerns other jobs, or may have to wait for a step of a process that was killed. */
function settleAlone(
  job: ClaimedJob,
  ended: EndedAttempt,
  { database, owner }: StoreEndOptions,
): Promise<SettledJob | undefined> {
  const { tenant, jobId, parentId } = job;
  const { settlement } = ended;
  return database.tenant(tenant, async (tx, atCommit) => {
    if (parentId !== null) await lockParent(tx, tenant, parentId);
    const [done] = await settleJobs(tx, tenant, [ended]);
    if (done === undefined) return undefined;
    const events = [settledEvent(done)];
    if (settlement.status === 'queued' && settlement.children !== undefined && done.status === 'queued') {
      events.push(...(await handOut(tx, tenant, jobId, settlement.children)).map(settledEvent));
    }
    if (parentId !== null) events.push(...(await settleParent(tx, tenant, parentId, done)));
    announce(atCommit, { tenant, owner, operation: 'jobs.settle', events });
    return done;
  });
}
