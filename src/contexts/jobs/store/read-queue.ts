import type { Tx } from '../../../kernel/context.ts';
import type { JobRow } from './job-row.ts';

/** The queue in a few figures, and the job that has been running for longest. */
export interface QueueRow {
  queued: number;
  running: number;
  /** Null when nothing runs. */
  job: Pick<
    JobRow,
    'job_id' | 'kind' | 'folder_path' | 'created_at' | 'started_at' | 'progress' | 'progress_updated_at'
  > | null;
}

/** Reads the tenant's queue in one statement, over the indexes of queued and running jobs alone. */
export async function readQueue(tx: Tx, tenant: number): Promise<QueueRow> {
  const [row] = await tx.query<
    { queued: number; running: number; job_id: string | null } & NonNullable<QueueRow['job']>
  >({
    name: 'jobs_read_queue',
    sql: `select
        (select count(*)::int from keelson.job where tenant_id = $1 and status = 'queued') as queued,
        (select count(*)::int from keelson.job where tenant_id = $1 and status = 'running') as running,
        r.job_id, r.kind, r.folder_path, r.created_at, r.started_at, r.progress, r.progress_updated_at
      from (values (1)) as one (n) left join lateral (
        select * from keelson.job where tenant_id = $1 and status = 'running' order by started_at, job_id limit 1
      ) r on true`,
    parameters: [tenant],
  });
  const { queued, running, ...job } = row!;
  return { queued, running, job: job.job_id === null ? null : job };
}
