import type { Tx } from '../../../kernel/context.ts';
import { AppError } from '../../../kernel/errors.ts';
import { idRange } from '../domain/id-range.ts';
import type { JobStatus } from '../domain/job-status.ts';
import { JOB_COLUMNS } from './job-row.ts';
import type { JobRow } from './job-row.ts';

/** Reads one job by its id or any prefix that only it has; throws `job_not_found` or `ambiguous_job_id`. */
export async function findJob(tx: Tx, tenant: number, prefix: string): Promise<JobRow> {
  const { low, high } = idRange(prefix);
  const rows = await tx.query<JobRow>({
    name: 'jobs_find',
    sql: `select ${JOB_COLUMNS},
        case when j.status = 'queued' and j.parent_id is null then (
          select count(*)::int from keelson.job a where a.tenant_id = $1 and a.status = 'queued'
            and a.parent_id is null and a.position_key > 0 and a.position_key <= j.position_key
        ) end as queue_position
      from keelson.job j where j.tenant_id = $1 and j.job_id between $2 and $3
      order by j.job_id limit 3`,
    parameters: [tenant, low, high],
  });
  return onlyOne(rows, prefix);
}

/** What changing a job needs to know of it. */
export interface LockedJob {
  job_id: string;
  kind: string;
  status: JobStatus;
  attempt: number;
  cancel_requested_at: Date | null;
  parent_id: string | null;
  waiting_on: number;
}

/**
 * Like {@link findJob}, and locks the row against every change of state until the transaction ends. The lock
 * lets steps of the running job commit: they hold FOR KEY SHARE.
 */
export async function lockJob(tx: Tx, tenant: number, prefix: string): Promise<LockedJob> {
  const { low, high } = idRange(prefix);
  const rows = await tx.query<LockedJob>({
    name: 'jobs_lock',
    sql: `select job_id, kind, status, attempt, cancel_requested_at, parent_id, waiting_on from keelson.job
      where tenant_id = $1 and job_id between $2 and $3
      order by job_id limit 3 for no key update`,
    parameters: [tenant, low, high],
  });
  return onlyOne(rows, prefix);
}

function onlyOne<Row extends { job_id: string }>(rows: readonly Row[], prefix: string): Row {
  const [row, ...others] = rows;
  if (row === undefined) {
    throw new AppError(
      'not_found',
      'job_not_found',
      `There is no job ${prefix}; the list of jobs has the ids`,
    );
  }
  if (others.length > 0) {
    throw new AppError(
      'invalid',
      'ambiguous_job_id',
      `More than one job begins with ${prefix}; give more of the id`,
      {
        errors: [{ pointer: '/job_id', detail: 'the beginning of more than one id' }],
      },
    );
  }
  return row;
}
