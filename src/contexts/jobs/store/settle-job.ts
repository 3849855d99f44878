import type { Tx } from '../../../kernel/context.ts';
import type { JobError, Settlement } from '../domain/settle-attempt.ts';
import type { JobStatus } from '../domain/job-status.ts';
import { JOBS_CHANNEL, QUEUED } from './channel.ts';
import { jsonText } from './json-text.ts';
import type { Lease } from './lease.ts';

/** A job that was just settled, for its event. */
export interface SettledJob {
  jobId: string;
  kind: string;
  status: JobStatus;
  attempt: number;
  error: JobError | null;
}

/** What settling statements answer. */
export interface SettledRow {
  job_id: string;
  kind: string;
  status: JobStatus;
  attempt: number;
  error: JobError | null;
}

/**
 * Writes what became of an attempt, if the lease is still held; answers undefined when it is not, and then
 * nothing has changed. A job that somebody asked to stop is not queued again but cancelled.
 *
 * FOR UPDATE waits for a step that a killed process had begun: the server may need a moment to see that its
 * client is gone, and nothing of a job may be committed after its end.
 */
export async function settleJob(
  tx: Tx,
  lease: Lease,
  settlement: Settlement,
): Promise<SettledJob | undefined> {
  const queued = settlement.status === 'queued';
  const rows = await tx.query<SettledRow>({
    name: 'jobs_settle',
    sql: `with held as (
        select tenant_id, job_id from keelson.job
        where tenant_id = $1 and job_id = $2 and lease_token = $3::bigint and status = 'running'
        for update
      ), settled as (
        update keelson.job j
        set status = case when $4 = 'queued' and cancel_requested_at is not null then 'cancelled' else $4 end,
          completed_at = case when $4 = 'queued' and cancel_requested_at is null then null else now() end,
          started_at = case when $4 = 'queued' and cancel_requested_at is null then null else started_at end,
          available_at = case when $4 = 'queued' then now() + make_interval(secs => $5) else available_at end,
          attempt = attempt - $6, result = $7::jsonb, error = $8::jsonb, lease_owner = null, lease_expires_at = null
        from held h where j.tenant_id = h.tenant_id and j.job_id = h.job_id
        returning j.tenant_id, j.job_id, j.kind, j.status, j.attempt, j.error, j.parent_id
      ), counted as (
        update keelson.job_queue q set queued = q.queued + 1 from settled s
        where s.status = 'queued' and s.parent_id is null and q.tenant_id = s.tenant_id
      )
      select s.job_id, s.kind, s.status, s.attempt, s.error, case when s.status = 'queued' then pg_notify($9, $10) end from settled s`,
    parameters: [
      lease.tenant,
      lease.jobId,
      lease.leaseToken,
      settlement.status,
      queued ? settlement.delaySeconds : 0,
      queued && settlement.refund ? 1 : 0,
      settlement.status === 'completed' ? settlement.result : null,
      'error' in settlement && settlement.error !== null ? jsonText(settlement.error) : null,
      JOBS_CHANNEL,
      QUEUED,
    ],
  });
  return rows[0] && settledJob(rows[0]);
}

/** The settled job as code knows it. */
export function settledJob(row: SettledRow): SettledJob {
  return {
    jobId: row.job_id,
    kind: row.kind,
    status: row.status,
    attempt: row.attempt,
    error: row.error,
  };
}
