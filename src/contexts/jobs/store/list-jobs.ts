import type { Tx } from '../../../kernel/context.ts';
import { isFinished } from '../domain/job-status.ts';
import type { JobStatus } from '../domain/job-status.ts';
import type { ListCursor } from '../domain/list-cursor.ts';
import { JOB_COLUMNS } from './job-row.ts';
import type { JobRow } from './job-row.ts';

/** A row of the list with what a cursor behind it needs. */
export interface ListedRow extends JobRow {
  rank: 0 | 1 | 2;
  key: string;
}

/** Reads up to `limit` jobs, parts of others left out, behind the cursor: queued and running by place, then finished, newest first. */
export async function listJobs(
  tx: Tx,
  tenant: number,
  page: { status: JobStatus | undefined; limit: number; after: ListCursor | undefined },
): Promise<ListedRow[]> {
  const { status, after } = page;
  const noActive = after?.rank === 2 || (status !== undefined && isFinished(status));
  // Sent together: what is read too much costs less than another round trip.
  const [first, others] = await Promise.all([
    noActive ? [] : active(tx, tenant, page),
    status === 'queued' || status === 'running' ? [] : finished(tx, tenant, page),
  ]);
  return [...first, ...others].slice(0, page.limit);
}

function active(
  tx: Tx,
  tenant: number,
  page: { status: JobStatus | undefined; limit: number; after: ListCursor | undefined },
): Promise<ListedRow[]> {
  return tx.query<ListedRow>({
    name: 'jobs_list_active',
    sql: `select ${JOB_COLUMNS}, placed.key, placed.rank, placed.queue_position
      from (
        select * from (
          select j.job_id, j.status, j.position_key::text as key, j.position_key, 0 as rank,
            (row_number() over (order by j.position_key))::int as queue_position
          from keelson.job j
          where j.tenant_id = $1 and j.status = 'queued' and j.position_key > 0 and j.parent_id is null
          union all
          select j.job_id, j.status, j.position_key::text, j.position_key, 1, null
          from keelson.job j where j.tenant_id = $1 and j.status = 'running' and j.parent_id is null
        ) every
        where ($2::text is null or status = $2) and (rank, position_key) > ($3, $4::bigint)
        order by rank, position_key limit $5
      ) placed join keelson.job j on j.tenant_id = $1 and j.job_id = placed.job_id
      order by placed.rank, placed.position_key`,
    parameters: [tenant, page.status ?? null, page.after?.rank ?? -1, page.after?.key ?? '0', page.limit],
  });
}

function finished(
  tx: Tx,
  tenant: number,
  page: { status: JobStatus | undefined; limit: number; after: ListCursor | undefined },
): Promise<ListedRow[]> {
  const after = page.after?.rank === 2 ? page.after : undefined;
  return tx.query<ListedRow>({
    name: 'jobs_list_finished',
    sql: `select ${JOB_COLUMNS}, null::int as queue_position, 2 as rank,
        (extract(epoch from j.completed_at) * 1000)::bigint::text as key
      from keelson.job j
      where j.tenant_id = $1 and j.status in ('completed', 'failed', 'cancelled') and j.parent_id is null
        and ($2::text is null or j.status = $2)
        and (j.completed_at, j.job_id) < ($3::timestamptz, $4::uuid)
      order by j.completed_at desc, j.job_id desc limit $5`,
    parameters: [
      tenant,
      page.status ?? null,
      after === undefined ? 'infinity' : new Date(Number(after.key)).toISOString(),
      after?.jobId ?? 'ffffffff-ffff-ffff-ffff-ffffffffffff',
      page.limit,
    ],
  });
}

/** Reads the first `limit` parts of a job, in the order in which it handed them out. */
export function listParts(tx: Tx, tenant: number, parentId: string, limit: number): Promise<JobRow[]> {
  return tx.query<JobRow>({
    name: 'jobs_list_parts',
    sql: `select ${JOB_COLUMNS}, null::int as queue_position from keelson.job j
      where j.tenant_id = $1 and j.parent_id = $2 order by j.child_number limit $3`,
    parameters: [tenant, parentId, limit],
  });
}

/** Jobs of the tenant by state; `total` counts those the status filter lets through. */
export async function countJobs(
  tx: Tx,
  tenant: number,
  status: JobStatus | undefined,
): Promise<{ queued: number; running: number; total: number }> {
  const rows = await tx.query<{ queued: number; running: number; finished: number }>({
    name: 'jobs_count',
    sql: `select
        (select count(*)::int from keelson.job where tenant_id = $1 and status = 'queued'
          and position_key > 0 and parent_id is null) as queued,
        (select count(*)::int from keelson.job where tenant_id = $1 and status = 'running'
          and parent_id is null) as running,
        (select count(*)::int from keelson.job where tenant_id = $1
          and status in ('completed', 'failed', 'cancelled') and parent_id is null
          and ($2::text is null or status = $2)) as finished`,
    parameters: [tenant, status ?? null],
  });
  const { queued, running, finished } = rows[0]!;
  const matching =
    status === 'queued'
      ? queued
      : status === 'running'
        ? running
        : finished + (status === undefined ? queued + running : 0);
  return { queued, running, total: matching };
}
