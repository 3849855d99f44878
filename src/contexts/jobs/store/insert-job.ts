import type { Actor, Tx } from '../../../kernel/context.ts';
import { JOBS_CHANNEL, QUEUED } from './channel.ts';
import { jsonText } from './json-text.ts';

/** A job to be queued. */
export interface NewJob {
  jobId: string;
  kind: string;
  /** Two jobs with the same text are never queued or running at once; null for no such limit. */
  dedupeText: string | null;
  input: unknown;
  folderPath: string | null;
  /** Folder a worker must serve; empty for none. */
  needsFolder: string;
  source: 'manual' | 'auto';
  requestedBy: Actor;
  maxAttempts: number;
  timeoutSeconds: number;
}

/** The job that is in the way of a new one. */
export interface ActiveJob {
  jobId: string;
  status: 'queued' | 'running';
}

/**
 * Inserts the job unless one with the same `dedupeText` is queued or running, which it then answers. Call
 * {@link takePlace} before, in the same transaction: its lock keeps submitters apart, so the look-up sees every
 * rival and the insert never waits for one (the unique index is the backstop).
 */
export async function insertJob(tx: Tx, tenant: number, job: NewJob): Promise<ActiveJob | undefined> {
  const rows = await tx.query<{ active_id: string | null; active_status: ActiveJob['status'] }>({
    name: 'jobs_insert',
    sql: `with wanted as (
        select encode(sha256(convert_to($4, 'UTF8')), 'hex') as dedupe_key
      ), active as (
        select a.job_id, a.status from keelson.job a, wanted w
        where a.tenant_id = $1 and a.dedupe_key = w.dedupe_key and a.status in ('queued', 'running')
      ), added as (
        insert into keelson.job (tenant_id, job_id, kind, dedupe_key, input, folder_path, source, requested_by,
          max_attempts, timeout_seconds, needs_folder)
        select $1, $2, $3, w.dedupe_key, $5::jsonb, $6, $7, $8::jsonb, $9, $10, $13
        from wanted w where not exists (select from active)
        returning job_id
      )
      select active.job_id as active_id, active.status as active_status, pg_notify($11, $12)
      from (values (1)) as one (n) left join active on true left join added on true`,
    parameters: [
      tenant,
      job.jobId,
      job.kind,
      job.dedupeText,
      jsonText(job.input),
      job.folderPath,
      job.source,
      jsonText(job.requestedBy),
      job.maxAttempts,
      job.timeoutSeconds,
      JOBS_CHANNEL,
      QUEUED,
      job.needsFolder,
    ],
  });
  const active = rows[0];
  return active === undefined || active.active_id === null
    ? undefined
    : { jobId: active.active_id, status: active.active_status };
}

/** The job with this dedupe text that is queued or running, if there is one. */
export async function findActive(tx: Tx, tenant: number, dedupeText: string): Promise<ActiveJob | undefined> {
  const rows = await tx.query<{ job_id: string; status: ActiveJob['status'] }>({
    name: 'jobs_find_active',
    sql: `select job_id, status from keelson.job
      where tenant_id = $1 and dedupe_key = encode(sha256(convert_to($2, 'UTF8')), 'hex')
        and status in ('queued', 'running')`,
    parameters: [tenant, dedupeText],
  });
  return rows[0] === undefined ? undefined : { jobId: rows[0].job_id, status: rows[0].status };
}
