import type { Actor, Tx } from '../../../kernel/context.ts';
import type { PathRanges } from '../domain/served-folders.ts';

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
  /** The job that handed this one out. */
  parentId: string | null;
  /** Grows with every claim of the job: whoever holds an older one may change nothing. A bigint, as text. */
  leaseToken: string;
}

/** What a worker can take. */
export interface Claim {
  kinds: readonly string[];
  /** Folders it serves, as servedFolders gives them; every one when not given. */
  folders?: PathRanges | undefined;
  owner: string;
  leaseSeconds: number;
}

/** Jobs that are looked at for one that nobody else is claiming just now. */
const CANDIDATES = 64;

/** Parameters $1 to $4: tenant, kinds, and the ranges of folders. */
const MAY_START = `j.status = 'queued' and j.waiting_on = 0 and j.available_at <= now() and j.kind = any($2::text[])`;

/**
 * The first jobs of tenant $1 among those of each range of folders. Adding 0 keeps the planner from walking the whole
 * backlog by place until it meets one: that took 17 ms with 10,000 jobs that are for others, and this 0.4.
 */
const SERVED = `select c.position_key, c.child_number, c.job_id
    from unnest($3::text[], $4::text[]) as r (low, high) cross join lateral (
      select j.position_key, j.child_number, j.job_id from keelson.job j
      where j.tenant_id = $1 and j.needs_folder >= r.low and j.needs_folder < r.high and ${MAY_START}
      order by j.position_key + 0, j.child_number limit ${CANDIDATES}) c`;

/**
 * The tenant to serve next: the one with the fewest running jobs among those with a job that this worker may start,
 * among equals the one that was served longest ago; `except` leaves some out. `others` says whether it is not the only
 * one. Run as `worker`, which sees all queues.
 */
export async function pickTenant(
  tx: Tx,
  { kinds, folders }: Pick<Claim, 'kinds' | 'folders'>,
  except: readonly number[],
): Promise<{ tenant: number; others: boolean } | undefined> {
  const mayTake =
    folders === undefined
      ? `select from keelson.job j where j.tenant_id = q.tenant_id and j.position_key > 0 and ${MAY_START}`
      : `select from unnest($3::text[], $4::text[]) as r (low, high) cross join lateral (
          select from keelson.job j
          where j.tenant_id = q.tenant_id and j.needs_folder >= r.low and j.needs_folder < r.high and ${MAY_START}
          limit 1) one`;
  const rows = await tx.query<{ tenant_id: number }>({
    name: folders === undefined ? 'jobs_pick_tenant' : 'jobs_pick_tenant_served',
    sql: `select q.tenant_id from keelson.job_queue q
      where q.queued > 0 and q.tenant_id <> all($1::int[]) and exists (${mayTake})
      order by
        (select count(*) from keelson.job r where r.tenant_id = q.tenant_id and r.status = 'running'),
        q.last_claimed_at nulls first, q.tenant_id
      limit 2`,
    parameters: [except, kinds, ...rangesOf(folders)],
  });
  return rows[0] && { tenant: rows[0].tenant_id, others: rows.length > 1 };
}

/** How many jobs one statement may take. Each is a statement of its own: a LIMIT that is known makes a better plan. */
const MOST = [256, 64, 16, 4, 1] as const;

/**
 * Takes the tenant's first jobs that this worker may start, up to `most`, in order. More than one is taken only where
 * that harms none of them: those behind the first are at their first attempt, have another left, and are no part of
 * another job. Locks go job, then counter; whoever holds a counter never waits for a job.
 *
 * The rows are locked, so they are updated where they lie (`ctid`), without a second look-up. A row that changed between
 * the statement's snapshot and the lock would not be found there: it is left for the next claim, and not counted.
 */
export async function claimJobs(tx: Tx, tenant: number, claim: Claim, most: number): Promise<ClaimedJob[]> {
  const { kinds, folders, owner, leaseSeconds } = claim;
  const limit = MOST.find((size) => size <= most && (folders === undefined || size <= CANDIDATES)) ?? 1;
  const columns = `j.ctid as version, j.position_key, j.child_number, j.parent_id,
    j.attempt = 0 and j.lease_token = 0 and j.max_attempts > 1 and j.parent_id is null as together`;
  const first =
    folders === undefined
      ? `select ${columns} from keelson.job j where j.tenant_id = $1 and j.position_key > 0 and ${MAY_START}
          order by j.position_key, j.child_number limit ${limit} for update skip locked`
      : `select ${columns} from (
            select * from (${SERVED}) served order by position_key, child_number limit ${CANDIDATES}
          ) s join keelson.job j on j.tenant_id = $1 and j.job_id = s.job_id and ${MAY_START}
          order by s.position_key, s.child_number limit ${limit} for update of j skip locked`;
  const own = folders === undefined ? 3 : 5;
  const rows = await tx.query<{
    place: number;
    job_id: string;
    kind: string;
    input: unknown;
    requested_by: Actor;
    attempt: number;
    max_attempts: number;
    timeout_seconds: number;
    parent_id: string | null;
    lease_token: string;
  }>({
    name: `${folders === undefined ? 'jobs_claim' : 'jobs_claim_served'}_${limit}`,
    sql: `with ${limit === 1 ? `head as (select *, 1 as place from (${first}) one)` : headOf(first)}, claimed as (
        update keelson.job j
        set status = 'running', started_at = now(), attempt = j.attempt + 1, lease_token = j.lease_token + 1,
          lease_owner = $${own}, lease_expires_at = now() + make_interval(secs => $${own + 1}),
          progress = case when j.parent_id is not null then j.progress end,
          progress_updated_at = case when j.parent_id is not null then now() end
        from head h where j.tenant_id = $1 and j.ctid = h.version
        returning h.place, j.job_id, j.kind, j.input, j.requested_by, j.attempt, j.max_attempts, j.timeout_seconds,
          j.parent_id, j.lease_token
      ), counted as (
        update keelson.job_queue q
        set queued = q.queued - c.counted, last_claimed_at = clock_timestamp()
        from (select count(*) as claimed, count(*) filter (where parent_id is null) as counted from claimed) c
        where q.tenant_id = $1 and c.claimed > 0
      )
      select place, job_id, kind, input, requested_by, attempt, max_attempts, timeout_seconds, parent_id,
        lease_token::text
      from claimed`,
    parameters: [tenant, kinds, ...rangesOf(folders), owner, leaseSeconds],
  });
  return rows
    .toSorted((a, b) => a.place - b.place)
    .map((row) => ({
      tenant,
      jobId: row.job_id,
      kind: row.kind,
      input: row.input,
      requestedBy: row.requested_by,
      attempt: row.attempt,
      maxAttempts: row.max_attempts,
      timeoutSeconds: row.timeout_seconds,
      parentId: row.parent_id,
      leaseToken: row.lease_token,
    }));
}

/** The first job, and those right behind it that may be taken together with it. */
function headOf(first: string): string {
  return `first as (
      select *, row_number() over (order by position_key, child_number)::int as place from (${first}) locked
    ), head as (
      select * from first where place < (
        select coalesce(min(place) filter (where place > 1 and not together), count(*) + 1) from first
      ) and (place = 1 or not exists (select from first where place = 1 and parent_id is not null))
    )`;
}

function rangesOf(folders: PathRanges | undefined): string[][] {
  return folders === undefined ? [] : [folders.from, folders.to];
}
