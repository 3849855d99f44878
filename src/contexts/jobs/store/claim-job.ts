import type { Actor, Tx } from '../../../kernel/context.ts';

/** A job that this worker holds, until its lease runs out. */
export interface ClaimedJob {
  tenant: number;
  jobId: string;
  kind: string;
  input: unknown;
  requestedBy: Actor;
  /** 1 for the first try. */
  attempt: number;
  maxAttempts: number;
  timeoutSeconds: number;
  /** Grows with every claim of the job: whoever holds an older one may change nothing. A bigint, as text. */
  leaseToken: string;
}

/**
 * The tenant to serve next: the one with the fewest running jobs among those with a job that may start, among
 * equals the one that was served longest ago; `except` leaves some out. Run as `worker`, which sees all queues.
 */
export async function pickTenant(
  tx: Tx,
  kinds: readonly string[],
  except: readonly number[],
): Promise<number | undefined> {
  const rows = await tx.query<{ tenant_id: number }>({
    name: 'jobs_pick_tenant',
    sql: `select q.tenant_id from keelson.job_queue q
      where q.queued > 0 and q.tenant_id <> all($2::int[]) and exists (
        select from keelson.job j where j.tenant_id = q.tenant_id and j.status = 'queued'
          and j.available_at <= now() and j.kind = any($1::text[]))
      order by
        (select count(*) from keelson.job r where r.tenant_id = q.tenant_id and r.status = 'running'),
        q.last_claimed_at nulls first, q.tenant_id
      limit 1`,
    parameters: [kinds, except],
  });
  return rows[0]?.tenant_id;
}

/**
 * Takes the tenant's first job that may start, if there still is one. Locks go job, then counter; whoever holds a
 * counter never waits for a job.
 */
export async function claimJob(
  tx: Tx,
  tenant: number,
  claim: { kinds: readonly string[]; owner: string; leaseSeconds: number },
): Promise<ClaimedJob | undefined> {
  const rows = await tx.query<{
    job_id: string;
    kind: string;
    input: unknown;
    requested_by: Actor;
    attempt: number;
    max_attempts: number;
    timeout_seconds: number;
    lease_token: string;
  }>({
    name: 'jobs_claim',
    sql: `with head as (
        select tenant_id, job_id from keelson.job
        where tenant_id = $1 and status = 'queued' and available_at <= now() and kind = any($2::text[])
        order by position_key limit 1 for update skip locked
      ), counted as (
        update keelson.job_queue q set queued = q.queued - 1, last_claimed_at = clock_timestamp()
        from head h where q.tenant_id = h.tenant_id
      )
      update keelson.job j
      set status = 'running', started_at = now(), attempt = j.attempt + 1, lease_token = j.lease_token + 1,
        lease_owner = $3, lease_expires_at = now() + make_interval(secs => $4),
        progress = null, progress_updated_at = null
      from head h where j.tenant_id = h.tenant_id and j.job_id = h.job_id
      returning j.job_id, j.kind, j.input, j.requested_by, j.attempt, j.max_attempts, j.timeout_seconds,
        j.lease_token::text`,
    parameters: [tenant, claim.kinds, claim.owner, claim.leaseSeconds],
  });
  const row = rows[0];
  return row === undefined
    ? undefined
    : {
        tenant,
        jobId: row.job_id,
        kind: row.kind,
        input: row.input,
        requestedBy: row.requested_by,
        attempt: row.attempt,
        maxAttempts: row.max_attempts,
        timeoutSeconds: row.timeout_seconds,
        leaseToken: row.lease_token,
      };
}
