import type { Tx } from '../../../kernel/context.ts';
import type { JobEventData } from '../domain/job-events.ts';
import type { StoredProgress } from '../domain/progress.ts';

/** An event of a job as the outbox has it. */
export interface StoredEvent {
  /** Its number among the tenant's events, a bigint as text. */
  seq: string;
  type: string;
  data: { job_id: string; kind: string; status: JobEventData['status'] } & Record<string, unknown>;
  occurred_at: Date;
}

/** Number of the tenant's newest event, of any kind; `0` before the first. */
export async function readHead(tx: Tx, tenant: number): Promise<string> {
  const rows = await tx.query<{ last_seq: string }>({
    name: 'jobs_read_head',
    sql: 'select last_seq::text from outbox_head where tenant_id = $1',
    parameters: [tenant],
  });
  return rows[0]?.last_seq ?? '0';
}

/**
 * Events of jobs after `after`, in the order of their commits, up to `limit`; with `jobId` of that job alone.
 * `head` is how far was looked: nothing up to it is still to come, because numbers are given out in the order of
 * commits.
 */
export async function readEvents(
  tx: Tx,
  tenant: number,
  options: { after: string; jobId: string | undefined; limit: number },
): Promise<{ events: StoredEvent[]; head: string }> {
  const rows = await tx.query<{ head: string } & Partial<StoredEvent>>({
    name: 'jobs_read_events',
    sql: `select h.last_seq::text as head, e.seq::text, e.type, e.data, e.occurred_at
      from outbox_head h left join lateral (
        select o.seq, o.type, o.data, o.occurred_at from outbox o
        where o.tenant_id = $1 and o.last_seq > $2::bigint and o.seq > $2::bigint and o.seq <= h.last_seq
          and o.type like 'jobs.v1.%' and ($3::text is null or o.subject = $3)
        order by o.seq limit $4
      ) e on true
      where h.tenant_id = $1 order by e.seq`,
    parameters: [
      tenant,
      options.after,
      options.jobId === undefined ? null : `job/${options.jobId}`,
      options.limit,
    ],
  });
  const events = rows.filter((row): row is typeof row & StoredEvent => typeof row.seq === 'string');
  const last = events.at(-1);
  const head =
    events.length === options.limit && last !== undefined ? last.seq : (rows[0]?.head ?? options.after);
  return { events, head };
}

/** How far a running job is. */
export interface RunningProgress {
  job_id: string;
  kind: string;
  progress: StoredProgress;
  progress_updated_at: Date;
}

/** Progress of the tenant's running jobs that have reported any. */
export function readProgress(tx: Tx, tenant: number): Promise<RunningProgress[]> {
  return tx.query<RunningProgress>({
    name: 'jobs_read_progress',
    sql: `select job_id, kind, progress, progress_updated_at from keelson.job
      where tenant_id = $1 and status = 'running' and progress is not null`,
    parameters: [tenant],
  });
}
