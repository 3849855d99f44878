import type { Actor, Tx } from '../../../kernel/context.ts';
import type { ReadJob } from '../domain/job-line.ts';
import type { JobError } from '../domain/settle-attempt.ts';
import type { StoredProgress } from '../domain/progress.ts';
import { jsonText } from './json-text.ts';

/** Keeps other submitters of the tenant out until the transaction ends, so that what is looked up stays true. */
export async function lockQueue(tx: Tx, tenant: number): Promise<void> {
  await tx.query({
    name: 'jobs_lock_queue',
    sql: `insert into keelson.job_queue as q (tenant_id) values ($1)
      on conflict (tenant_id) do update set queued = q.queued`,
    parameters: [tenant],
  });
}

/** Which of these ids, and of these ids from elsewhere, jobs have already. */
export async function knownIds(
  tx: Tx,
  tenant: number,
  ids: { jobIds: readonly string[]; importedIds: readonly string[] },
): Promise<Set<string>> {
  const rows = await tx.query<{ job_id: string; imported_id: string | null }>({
    name: 'jobs_known_ids',
    sql: `select job_id, imported_id from keelson.job
      where tenant_id = $1 and (job_id = any($2::uuid[]) or imported_id = any($3::text[]))`,
    parameters: [tenant, ids.jobIds, ids.importedIds],
  });
  return new Set(rows.flatMap(({ job_id, imported_id }) => [job_id, imported_id ?? job_id]));
}

/** A job that ended elsewhere. */
export interface PastJob {
  jobId: string;
  importedId: string | null;
  kind: string;
  job: ReadJob;
  completedAt: Date;
  error: JobError | null;
  progress: StoredProgress | null;
  requestedBy: Actor;
  timeoutSeconds: number;
}

/** Adds a job that has ended. */
export async function insertPastJob(tx: Tx, tenant: number, past: PastJob): Promise<void> {
  const { job } = past;
  await tx.query({
    name: 'jobs_insert_past',
    sql: `insert into keelson.job (tenant_id, job_id, kind, status, input, folder_path, source, requested_by, created_at,
        available_at, started_at, completed_at, attempt, max_attempts, timeout_seconds, progress, progress_updated_at,
        error, imported_id)
      values ($1, $2, $3, $4, $5::jsonb, $6, 'manual', $7::jsonb, $8, $8, $9, $10, $11, 1, $12, $13::jsonb,
        case when $13::jsonb is null then null else $10::timestamptz end, $14::jsonb, $15)`,
    parameters: [
      tenant,
      past.jobId,
      past.kind,
      job.status,
      jsonText(job.request),
      job.folder_path === '' ? null : job.folder_path,
      jsonText(past.requestedBy),
      job.created_at,
      job.started_at,
      past.completedAt,
      job.started_at === null ? 0 : 1,
      past.timeoutSeconds,
      past.progress === null ? null : jsonText(past.progress),
      past.error === null ? null : jsonText(past.error),
      past.importedId,
    ],
  });
}

/** Gives a job that was just queued the time, the id and the last error that it had elsewhere. */
export async function markImported(
  tx: Tx,
  tenant: number,
  job: { jobId: string; createdAt: Date; importedId: string | null; error: JobError | null },
): Promise<void> {
  await tx.query({
    name: 'jobs_mark_imported',
    sql: 'update keelson.job set created_at = $3, imported_id = $4, error = $5::jsonb where tenant_id = $1 and job_id = $2',
    parameters: [
      tenant,
      job.jobId,
      job.createdAt,
      job.importedId,
      job.error === null ? null : jsonText(job.error),
    ],
  });
}
