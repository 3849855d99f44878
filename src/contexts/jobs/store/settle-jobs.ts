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

/** An attempt that has ended. */
export interface EndedAttempt {
  lease: Lease;
  settlement: Settlement;
  /** Seconds from the claim until the job began, where it waited for others that were claimed with it. */
  waitedSeconds?: number;
}

/**
 * Writes what became of attempts at jobs of one tenant, where the lease is still held; answers those that were
 * written, and of the others nothing has changed. A job that somebody asked to stop is not queued again but cancelled.
 *
 * FOR UPDATE waits for a step that a killed process had begun: the server may need a moment to see that its
 * client is gone, and nothing of a job may be committed after its end. Jobs that have completed come first, by a
 * statement of their own that takes a tenth less time; it touches no counter, so locks still go job, then counter.
 */
export async function settleJobs(
  tx: Tx,
  tenant: number,
  ended: readonly EndedAttempt[],
): Promise<SettledJob[]> {
  const completed = ended.filter(({ settlement }) => settlement.status === 'completed');
  const others = ended.filter(({ settlement }) => settlement.status !== 'completed');
  const rows = [
    ...(await settleLocked(completed, (left) => settleCompleted(tx, tenant, left))),
    ...(await settleLocked(others, (left) => settleOthers(tx, tenant, left))),
  ];
  return rows.map(settledJob);
}

/**
 * Rows are updated where they lie (`ctid`), which no plan can turn into reading a backlog. One that a heartbeat moved
 * between the statement's snapshot and its lock is not found there; it is now locked, so a second look finds it.
 */
async function settleLocked(
  ended: readonly EndedAttempt[],
  settle: (ended: readonly EndedAttempt[]) => Promise<SettledRow[]>,
): Promise<SettledRow[]> {
  if (ended.length === 0) return [];
  const rows = await settle(ended);
  if (rows.length === ended.length) return rows;
  const done = new Set(rows.map((row) => row.job_id));
  return [...rows, ...(await settle(ended.filter(({ lease }) => !done.has(lease.jobId))))];
}

function settleCompleted(tx: Tx, tenant: number, ended: readonly EndedAttempt[]): Promise<SettledRow[]> {
  return tx.query<SettledRow>({
    name: 'jobs_settle_completed',
    sql: `with held as (
        select j.ctid as version, e.result, e.waited
        from unnest($2::uuid[], $3::bigint[], $4::text[], $5::float8[]) as e (job_id, lease_token, result, waited)
        join keelson.job j on j.tenant_id = $1 and j.job_id = e.job_id and j.lease_token = e.lease_token
          and j.status = 'running'
        order by j.job_id for update of j
      )
      update keelson.job j
      set status = 'completed', completed_at = now(), started_at = j.started_at + make_interval(secs => h.waited),
        result = h.result::jsonb, error = null, lease_owner = null, lease_expires_at = null
      from held h where j.tenant_id = $1 and j.ctid = h.version
      returning j.job_id, j.kind, j.status, j.attempt, j.error`,
    parameters: [
      tenant,
      ended.map(({ lease }) => lease.jobId),
      ended.map(({ lease }) => lease.leaseToken),
      ended.map(({ settlement }) => ('result' in settlement ? settlement.result : null)),
      ended.map(({ waitedSeconds }) => waitedSeconds ?? 0),
    ],
  });
}

function settleOthers(tx: Tx, tenant: number, ended: readonly EndedAttempt[]): Promise<SettledRow[]> {
  return tx.query<SettledRow>({
    name: 'jobs_settle',
    sql: `with held as (
        select j.ctid as version, e.delay, e.waited, e.refund, e.error,
          case when e.status = 'queued' and j.cancel_requested_at is not null then 'cancelled'
            else e.status end as next_status,
          e.status = 'queued' as put_off
        from unnest($2::uuid[], $3::bigint[], $4::text[], $5::float8[], $6::int[], $7::text[], $8::float8[])
          as e (job_id, lease_token, status, delay, refund, error, waited)
        join keelson.job j on j.tenant_id = $1 and j.job_id = e.job_id and j.lease_token = e.lease_token
          and j.status = 'running'
        order by j.job_id for update of j
      ), settled as (
        update keelson.job j
        set status = h.next_status,
          completed_at = case when h.next_status = 'queued' then null else now() end,
          started_at = case when h.next_status <> 'queued' then j.started_at + make_interval(secs => h.waited) end,
          available_at = case when h.put_off then now() + make_interval(secs => h.delay) else j.available_at end,
          attempt = j.attempt - h.refund, result = null, error = h.error::jsonb,
          lease_owner = null, lease_expires_at = null
        from held h where j.tenant_id = $1 and j.ctid = h.version
        returning j.job_id, j.kind, j.status, j.attempt, j.error, j.parent_id
      ), counted as (
        update keelson.job_queue q set queued = q.queued + s.back
        from (select count(*) as back from settled where status = 'queued' and parent_id is null) s
        where q.tenant_id = $1 and s.back > 0
      )
      select s.job_id, s.kind, s.status, s.attempt, s.error, case when s.status = 'queued' then pg_notify($9, $10) end
      from settled s`,
    parameters: [
      tenant,
      ended.map(({ lease }) => lease.jobId),
      ended.map(({ lease }) => lease.leaseToken),
      ended.map(({ settlement }) => settlement.status),
      ended.map(({ settlement }) => (settlement.status === 'queued' ? settlement.delaySeconds : 0)),
      ended.map(({ settlement }) => (settlement.status === 'queued' && settlement.refund ? 1 : 0)),
      ended.map(({ settlement }) => errorText(settlement)),
      ended.map(({ waitedSeconds }) => waitedSeconds ?? 0),
      JOBS_CHANNEL,
      QUEUED,
    ],
  });
}

function errorText(settlement: Settlement): string | null {
  return 'error' in settlement && settlement.error !== null ? jsonText(settlement.error) : null;
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
