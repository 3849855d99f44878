import { settleAttempt, WORKER_LOST } from '../../src/contexts/jobs/domain/settle-attempt.ts';
import type { AttemptEnd, Settlement } from '../../src/contexts/jobs/domain/settle-attempt.ts';
import { claimJobs } from '../../src/contexts/jobs/store/claim-job.ts';
import type { ClaimedJob } from '../../src/contexts/jobs/store/claim-job.ts';
import { extendLease } from '../../src/contexts/jobs/store/lease.ts';
import type { Lease, LeaseState } from '../../src/contexts/jobs/store/lease.ts';
import { settleJobs } from '../../src/contexts/jobs/store/settle-jobs.ts';
import type { SettledJob } from '../../src/contexts/jobs/store/settle-jobs.ts';
import { recoverJob, revokeLease } from '../../src/contexts/jobs/store/sweep.ts';
import type { Tx } from '../../src/kernel/context.ts';
import { AppError } from '../../src/kernel/errors.ts';
import type { JobsBench } from './jobs.ts';

/** Ways in which an attempt ends. */
export const ENDS = {
  completed: { how: 'completed', result: '"done"' },
  retry: { how: 'failed', kind: 'unavailable', error: { code: 'e', message: 'e' } },
  final: { how: 'failed', kind: 'invalid', error: { code: 'e', message: 'e' } },
  died: { how: 'died', detail: 'signal SIGKILL' },
  handed_back: { how: 'handed_back' },
  cancelled: { how: 'cancelled' },
} as const satisfies Record<string, AttemptEnd>;

export type EndName = keyof typeof ENDS;

/** What a worker does to one tenant's queue, without the worker. */
export interface TenantQueue {
  tenant: number;
  /** Queues a job that no other with this key may accompany; answers its id or the refusal. */
  submit(key: number): Promise<string | AppError>;
  /** Claims what a worker would, this many at most. */
  claim(most: number): Promise<ClaimedJob[]>;
  heartbeat(lease: ClaimedJob): Promise<LeaseState>;
  settle(lease: ClaimedJob, end: EndName): Promise<SettledJob | undefined>;
  /** Lets the lease run out, if somebody has one. */
  expire(jobId: string): Promise<void>;
  /** The same, and takes the job back. */
  crash(jobId: string): Promise<SettledJob | undefined>;
  /** Cancels by force; answers the job or the refusal. */
  cancel(jobId: string, force: boolean): Promise<unknown>;
  /** Every job by place, parts behind the job they are of. */
  jobs(): Promise<{ job_id: string; status: string; attempt: number; waiting_on: number }[]>;
  /** Queued jobs by the counter that the cap goes by. */
  counter(): Promise<number>;
}

/** Settles one job, as a worker does several; undefined when its lease was lost. */
export async function settleJob(
  tx: Tx,
  lease: Lease,
  settlement: Settlement,
): Promise<SettledJob | undefined> {
  return (await settleJobs(tx, lease.tenant, [{ lease, settlement }]))[0];
}

let lastTenant = 1000;

/** The queue of a tenant that nobody has used. */
export function tenantQueue(bench: JobsBench): TenantQueue {
  lastTenant += 1;
  const tenant = lastTenant;
  const { database } = bench.db;
  const expire = async (jobId: string): Promise<void> => {
    await bench.sql(
      `update keelson.job set lease_expires_at = now() - interval '1 s'
       where job_id = $1 and status = 'running'`,
      [jobId],
      tenant,
    );
  };
  return {
    tenant,
    submit: (key) =>
      bench
        .enqueue({ kind: 'test.model', input: {}, dedupe: `key ${key}` }, tenant)
        .catch((error: unknown) => (error instanceof AppError ? error : Promise.reject(error))),
    claim: (most) =>
      database.tenant(tenant, (tx) =>
        claimJobs(tx, tenant, { kinds: ['test.model'], owner: 'model', leaseSeconds: 3600 }, most),
      ),
    heartbeat: (lease) => database.tenant(tenant, (tx) => extendLease(tx, lease, 3600, { phase: 'model' })),
    settle: (lease, end) =>
      database.tenant(tenant, (tx) => settleJob(tx, lease, settleAttempt(ENDS[end], lease, 0))),
    expire,
    async crash(jobId) {
      await expire(jobId);
      return database.tenant(tenant, async (tx) => {
        await revokeLease(tx, tenant, jobId);
        return recoverJob(tx, tenant, jobId, WORKER_LOST);
      });
    },
    cancel: (jobId, force) =>
      bench
        .run('jobs.cancel', { job_id: jobId, force }, tenant)
        .catch((error: unknown) => (error instanceof AppError ? error : Promise.reject(error))),
    jobs: () =>
      bench.sql(
        `select job_id, status, attempt, waiting_on from keelson.job where tenant_id = $1
         order by position_key, parent_id nulls first, child_number`,
        [tenant],
        tenant,
      ),
    async counter() {
      const rows = await bench.sql<{ queued: number }>(
        'select queued from keelson.job_queue where tenant_id = $1',
        [tenant],
        tenant,
      );
      return rows[0]?.queued ?? 0;
    },
  };
}
