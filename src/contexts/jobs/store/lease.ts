import type { Tx } from '../../../kernel/context.ts';
import { AppError } from '../../../kernel/errors.ts';
import { tenantId } from '../../../kernel/ids.ts';
import type { StoredProgress } from '../domain/progress.ts';
import { jsonText } from './json-text.ts';

/** What proves that a process holds a job. */
export interface Lease {
  tenant: number;
  jobId: string;
  leaseToken: string;
}

/** What extending a lease answers: it is lost, or held and perhaps asked to stop. */
export type LeaseState = 'lost' | 'held' | 'cancel_requested';

/** Extends the lease, and stores progress when there is some. */
export async function extendLease(
  tx: Tx,
  lease: Lease,
  leaseSeconds: number,
  progress: StoredProgress | undefined,
): Promise<LeaseState> {
  const rows = await tx.query<{ cancel_requested: boolean }>({
    name: 'jobs_extend_lease',
    sql: `update keelson.job
      set lease_expires_at = now() + make_interval(secs => $4),
        progress = coalesce($5::jsonb, progress),
        progress_updated_at = case when $5::jsonb is null then progress_updated_at else now() end
      where tenant_id = $1 and job_id = $2 and lease_token = $3::bigint and status = 'running'
      returning cancel_requested_at is not null as cancel_requested`,
    parameters: [
      lease.tenant,
      lease.jobId,
      lease.leaseToken,
      leaseSeconds,
      progress === undefined ? null : jsonText(progress),
    ],
  });
  if (rows[0] === undefined) return 'lost';
  return rows[0].cancel_requested ? 'cancel_requested' : 'held';
}

/** Running jobs of this worker that somebody asked to stop: what a lost notification would have said. */
export async function cancelRequests(tx: Tx, owner: string): Promise<string[]> {
  const rows = await tx.query<{ job_id: string }>({
    name: 'jobs_cancel_requests',
    sql: `select job_id from keelson.job
      where status = 'running' and lease_owner = $1 and cancel_requested_at is not null`,
    parameters: [owner],
  });
  return rows.map((row) => row.job_id);
}

/**
 * Throws `lease_lost` unless the lease is held, and keeps it from being taken until the transaction ends.
 *
 * FOR KEY SHARE: whoever settles the job or takes it away locks it FOR UPDATE and so comes after this step, while
 * heartbeats and progress, which change no key, go on. A process that was stopped in the middle of a step would hold that lock for ever, so the
 * transaction gets an idle limit too. It is bound to the job's tenant, which the owner's connections are not.
 */
export async function assertLease(
  query: (sql: string, parameters: readonly unknown[]) => Promise<unknown[]>,
  lease: Lease,
): Promise<void> {
  await query(`set local app.tenant_id = ${tenantId(lease.tenant)}`, []);
  await query(`set local idle_in_transaction_session_timeout = '120s'`, []);
  const rows = await query(
    `select job_id from keelson.job
     where tenant_id = $1 and job_id = $2 and lease_token = $3::bigint and status = 'running'
     for key share`,
    [lease.tenant, lease.jobId, lease.leaseToken],
  );
  if (rows.length === 0) {
    throw new AppError(
      'conflict',
      'lease_lost',
      `This process no longer holds job ${lease.jobId}: it was taken by another worker, cancelled or has ended`,
    );
  }
}
