import { setTimeout as sleep } from 'node:timers/promises';
import { messageOf } from '../../../kernel/errors.ts';
import type { Database } from '../../../platform/db/types.ts';
import type { Log } from '../../../platform/log/create-log.ts';
import { settleAttempt } from '../domain/settle-attempt.ts';
import type { AttemptEnd } from '../domain/settle-attempt.ts';
import type { ClaimedJob } from '../store/claim-job.ts';
import { handOut, lockParent } from '../store/children.ts';
import { settleJob } from '../store/settle-job.ts';
import { announce } from './announce.ts';
import { settledEvent, settleParent } from './settle-parent.ts';

export interface StoreEndOptions {
  database: Database;
  log: Log;
  owner: string;
  backoffSeconds: number;
  /** When to stop trying, on `performance.now()`'s clock; may be brought forward meanwhile. */
  patience: Readonly<{ until: number }>;
}

const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 2000;

/**
 * Writes how an attempt ended, again and again while the database cannot be reached: the lease goes on being
 * extended meanwhile. When patience ends, the lease runs out and the job is recovered.
 */
export async function storeEnd(
  job: ClaimedJob,
  end: AttemptEnd | undefined,
  options: StoreEndOptions,
): Promise<void> {
  const { log, patience } = options;
  const about = { job_id: job.jobId };
  if (end === undefined) {
    log.warn(about, 'The lease of a job was lost; what it did is dropped');
    return;
  }
  for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(LONGEST_PAUSE_MS, pause * 2)) {
    try {
      await write(job, end, options);
      return;
    } catch (error) {
      if (performance.now() + pause > patience.until) {
        log.error({ ...about, err: error }, 'The end of a job could not be stored; it will be recovered');
        return;
      }
      log.warn({ ...about, why: messageOf(error) }, 'The end of a job could not be stored; trying again');
      await sleep(pause);
    }
  }
}

async function write(job: ClaimedJob, end: AttemptEnd, options: StoreEndOptions): Promise<void> {
  const { database, log, owner } = options;
  const { tenant, jobId, parentId } = job;
  const settlement = settleAttempt(end, job, options.backoffSeconds);
  const settled = await database.tenant(tenant, async (tx) => {
    if (parentId !== null) await lockParent(tx, tenant, parentId);
    const done = await settleJob(tx, job, settlement);
    if (done === undefined) return undefined;
    const events = [settledEvent(done)];
    if (settlement.status === 'queued' && settlement.children !== undefined && done.status === 'queued') {
      events.push(...(await handOut(tx, tenant, jobId, settlement.children)).map(settledEvent));
    }
    if (parentId !== null) events.push(...(await settleParent(tx, tenant, parentId, done)));
    await announce(tx, { tenant, owner, operation: 'jobs.settle', jobId, events });
    return done;
  });
  if (settled === undefined) {
    log.warn(
      { job_id: jobId },
      'A job had been taken away, or its end was stored before; nothing is changed',
    );
    return;
  }
  log.info({ job_id: jobId, status: settled.status, error: settled.error }, 'A job ended');
}
