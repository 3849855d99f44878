import type { Database } from '../../../platform/db/types.ts';
import type { Log } from '../../../platform/log/create-log.ts';
import { WORKER_LOST } from '../domain/settle-attempt.ts';
import { lockParent } from '../store/children.ts';
import {
  expireLease,
  findExpired,
  findJobsOf,
  findLeaseOwners,
  purgeFinished,
  recoverJob,
  revokeLease,
  tenantsToPurge,
} from '../store/sweep.ts';
import { announce } from './announce.ts';
import { settledEvent, settleParent } from './settle-parent.ts';
import { isWorkerDead } from './worker-name.ts';

export interface SweepOptions {
  database: Database;
  log: Log;
  owner: string;
  retentionSeconds: number;
}

/** Jobs that are looked for at a time. */
const AT_ONCE = 100;

/**
 * What every worker does now and then for all: takes jobs back from workers that have disappeared, and deletes
 * what ended longer than `retentionSeconds` ago (its audit stays). One transaction a job, bound to its tenant.
 */
export async function sweepQueue(options: SweepOptions): Promise<void> {
  const { database, log, retentionSeconds } = options;
  await expireLeasesOfTheDead(database);
  while (await recoverExpired(options));
  for (const tenant of await database.worker((tx) => tenantsToPurge(tx, retentionSeconds))) {
    const jobs = await database.tenant(tenant, (tx) => purgeFinished(tx, tenant, retentionSeconds));
    if (jobs > 0) log.info({ tenant, jobs }, 'Old jobs were deleted');
  }
}

/** Takes jobs back whose lease has run out; answers whether there may be more: a worker may have claimed hundreds. */
async function recoverExpired({ database, log, owner }: SweepOptions): Promise<boolean> {
  const all = await database.worker((tx) => findExpired(tx, AT_ONCE));
  let count = 0;
  for (const expired of all) {
    const { tenant_id: tenant, job_id: jobId, parent_id: parentId } = expired;
    const recovered = await database.tenant(tenant, async (tx, atCommit) => {
      if (parentId !== null) await lockParent(tx, tenant, parentId);
      await revokeLease(tx, tenant, jobId);
      const job = await recoverJob(tx, tenant, jobId, WORKER_LOST);
      if (job === undefined) return undefined;
      const events = [settledEvent(job)];
      if (parentId !== null) events.push(...(await settleParent(tx, tenant, parentId, job)));
      announce(atCommit, { tenant, owner, operation: 'jobs.recover', events });
      return job;
    });
    if (recovered !== undefined) {
      count += 1;
      log.warn({ job_id: jobId, status: recovered.status }, 'A job was taken from a worker that disappeared');
    }
  }
  return count > 0 && all.length === AT_ONCE;
}

/** A worker that was killed on this machine need not be waited for: its process is known to be gone. */
async function expireLeasesOfTheDead(database: Database): Promise<void> {
  for (const { lease_owner: owner } of await database.worker(findLeaseOwners)) {
    if (!isWorkerDead(owner)) continue;
    for (const job of await database.worker((tx) => findJobsOf(tx, owner))) {
      await database.tenant(job.tenant_id, (tx) => expireLease(tx, job.tenant_id, job.job_id, owner));
    }
  }
}
