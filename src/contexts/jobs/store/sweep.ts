import type { Tx } from '../../../kernel/context.ts';
import type { JobError } from '../domain/settle-attempt.ts';
import { JOBS_CHANNEL, QUEUED } from './channel.ts';
import { jsonText } from './json-text.ts';
import { settledJob } from './settle-jobs.ts';
import type { SettledJob, SettledRow } from './settle-jobs.ts';

/** Running jobs whose lease has run out, longest ago first. Run as `worker`. */
export function findExpired(
  tx: Tx,
  most: number,
): Promise<{ tenant_id: number; job_id: string; parent_id: string | null }[]> {
  return tx.query({
    name: 'jobs_find_expired',
    sql: `select tenant_id, job_id, parent_id from keelson.job
      where status = 'running' and lease_expires_at < now() order by lease_expires_at limit $1`,
    parameters: [most],
  });
}

/** Who holds the leases of running jobs. Run as `worker`. */
export function findLeaseOwners(tx: Tx): Promise<{ lease_owner: string }[]> {
  return tx.query({
    name: 'jobs_find_lease_owners',
    sql: `select distinct lease_owner from keelson.job where status = 'running' and lease_owner is not null`,
  });
}

/** The jobs of one worker. Run as `worker`. */
export function findJobsOf(tx: Tx, owner: string): Promise<{ tenant_id: number; job_id: string }[]> {
  return tx.query({
    name: 'jobs_find_of_owner',
    sql: `select tenant_id, job_id from keelson.job where status = 'running' and lease_owner = $1`,
    parameters: [owner],
  });
}

/** Lets a lease run out now, if this worker still holds it. */
export async function expireLease(tx: Tx, tenant: number, jobId: string, owner: string): Promise<void> {
  await tx.query({
    name: 'jobs_expire_lease',
    sql: `update keelson.job set lease_expires_at = now() - interval '1 millisecond'
      where tenant_id = $1 and job_id = $2 and status = 'running' and lease_owner = $3`,
    parameters: [tenant, jobId, owner],
  });
}

/**
 * Takes the lease from a worker that let it run out: it can begin no step any more, and its end of the job will
 * be refused. A step it had begun may still commit, so {@link recoverJob} waits for that.
 */
export async function revokeLease(tx: Tx, tenant: number, jobId: string): Promise<void> {
  await tx.query({
    name: 'jobs_revoke_lease',
    sql: `update keelson.job set lease_token = lease_token + 1
      where tenant_id = $1 and job_id = $2 and status = 'running' and lease_expires_at < now()`,
    parameters: [tenant, jobId],
  });
}

/**
 * Puts a job whose lease was revoked back to its place or, with its attempts used up, lets it fail; one that was to
 * be cancelled is. Answers undefined when somebody else has, or a step of it is still open (which holds FOR KEY
 * SHARE): then the next sweep comes back to it.
 */
export async function recoverJob(
  tx: Tx,
  tenant: number,
  jobId: string,
  lostError: JobError,
): Promise<SettledJob | undefined> {
  const rows = await tx.query<SettledRow>({
    name: 'jobs_recover',
    sql: `with lost as (
        select tenant_id, job_id,
          case when cancel_requested_at is not null then 'cancelled'
            when attempt >= max_attempts then 'failed' else 'queued' end as next_status
        from keelson.job
        where tenant_id = $1 and job_id = $2 and status = 'running' and lease_expires_at < now()
        for update skip locked
      ), settled as (
        update keelson.job j
        set status = l.next_status,
          completed_at = case when l.next_status = 'queued' then null else now() end,
          started_at = case when l.next_status = 'queued' then null else j.started_at end,
          available_at = case when l.next_status = 'queued' then now() else j.available_at end,
          error = case when l.next_status = 'cancelled' then null else $3::jsonb end,
          lease_owner = null, lease_expires_at = null
        from lost l where j.tenant_id = l.tenant_id and j.job_id = l.job_id
        returning j.tenant_id, j.job_id, j.kind, j.status, j.attempt, j.error, j.parent_id
      ), counted as (
        update keelson.job_queue q set queued = q.queued + 1 from settled s
        where s.status = 'queued' and s.parent_id is null and q.tenant_id = s.tenant_id
      )
      select s.job_id, s.kind, s.status, s.attempt, s.error,
        case when s.status = 'queued' then pg_notify($4, $5) end from settled s`,
    parameters: [tenant, jobId, jsonText(lostError), JOBS_CHANNEL, QUEUED],
  });
  return rows[0] && settledJob(rows[0]);
}

/** What the index of finished jobs says, so that the planner takes it. */
const FINISHED = `j.status in ('completed', 'failed', 'cancelled') and j.parent_id is null`;

/** Tenants that have jobs which ended longer than `seconds` ago: one look at the oldest of each. Run as `worker`. */
export async function tenantsToPurge(tx: Tx, seconds: number): Promise<number[]> {
  const rows = await tx.query<{ tenant_id: number }>({
    name: 'jobs_tenants_to_purge',
    sql: `select q.tenant_id from keelson.job_queue q cross join lateral (
        select j.completed_at from keelson.job j where j.tenant_id = q.tenant_id and ${FINISHED}
        order by j.completed_at, j.job_id limit 1
      ) oldest where oldest.completed_at < now() - make_interval(secs => $1)`,
    parameters: [seconds],
  });
  return rows.map((row) => row.tenant_id);
}

/** Deletes up to 1000 of the tenant's jobs that ended longer than `seconds` ago, with what they handed out. */
export async function purgeFinished(tx: Tx, tenant: number, seconds: number): Promise<number> {
  const rows = await tx.query({
    name: 'jobs_purge',
    sql: `delete from keelson.job where tenant_id = $1 and job_id = any(array(
        select j.job_id from keelson.job j
        where j.tenant_id = $1 and ${FINISHED} and j.completed_at < now() - make_interval(secs => $2)
        limit 1000 for update skip locked
      )) returning 1`,
    parameters: [tenant, seconds],
  });
  return rows.length;
}
