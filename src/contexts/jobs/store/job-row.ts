import type { JobStatus } from '../domain/job-status.ts';
import type { JobError } from '../domain/settle-attempt.ts';
import { storedProgress } from '../domain/progress.ts';
import { jobFigures } from '../domain/job-figures.ts';
import type { StoredProgress } from '../domain/progress.ts';
import { showProgress } from '../domain/show-progress.ts';
import type { Job } from '../schemas.ts';

/** Counts and sums over what a job has handed out; null for one that has handed out nothing. */
const CHILDREN = `case when j.handed_out > 0 then (
    select jsonb_build_object(
      'queued', count(*) filter (where c.status = 'queued'), 'running', count(*) filter (where c.status = 'running'),
      'completed', count(*) filter (where c.status = 'completed'), 'failed', count(*) filter (where c.status = 'failed'),
      'cancelled', count(*) filter (where c.status = 'cancelled'),
      'files_done', sum((c.progress ->> case c.status when 'completed' then 'files_total' else 'files_done' end)::bigint),
      'files_total', sum((c.progress ->> 'files_total')::bigint),
      'bytes_done', sum((c.progress ->> case c.status when 'completed' then 'bytes_total' else 'bytes_done' end)::bigint),
      'bytes_total', sum((c.progress ->> 'bytes_total')::bigint),
      'updated_at', max(coalesce(c.progress_updated_at, c.created_at)))
    from keelson.job c where c.tenant_id = j.tenant_id and c.parent_id = j.job_id) end`;

/** Whether a queued job could start if there were a worker for it. */
const UNSERVED = `j.status = 'queued' and j.waiting_on = 0 and not exists (
    select from keelson.worker w where w.expires_at >= now() and j.kind = any(w.kinds)
      and (j.needs_folder = '' or w.roots is null or exists (
        select from unnest(w.roots) r (root)
        where j.needs_folder = r.root or starts_with(j.needs_folder, rtrim(r.root, '/') || '/'))))`;

/** Columns that {@link jobView} needs, of the table alias `j`. */
export const JOB_COLUMNS = `j.job_id, j.kind, j.status, j.folder_path, j.source, j.requested_by, j.input,
  j.created_at, j.available_at, j.started_at, j.completed_at, j.attempt, j.max_attempts, j.timeout_seconds,
  j.cancel_requested_at, j.progress, j.progress_updated_at, j.result, j.error, j.imported_id, j.parent_id, j.waiting_on,
  j.handed_out,
  nullif(j.needs_folder, '') as needs_folder, ${CHILDREN} as children, ${UNSERVED} as unserved`;

interface ChildrenRow {
  queued: number;
  running: number;
  completed: number;
  failed: number;
  cancelled: number;
  files_done: number | null;
  files_total: number | null;
  bytes_done: number | null;
  bytes_total: number | null;
  /** In PostgreSQL's JSON form. */
  updated_at: string;
}

/** A row of {@link JOB_COLUMNS} with its place in the queue. */
export interface JobRow {
  job_id: string;
  kind: string;
  status: JobStatus;
  folder_path: string | null;
  source: string;
  requested_by: { kind: string; id: string };
  input: Record<string, unknown>;
  created_at: Date;
  available_at: Date;
  started_at: Date | null;
  completed_at: Date | null;
  attempt: number;
  max_attempts: number;
  timeout_seconds: number;
  cancel_requested_at: Date | null;
  progress: StoredProgress | null;
  progress_updated_at: Date | null;
  result: unknown;
  error: JobError | null;
  parent_id: string | null;
  waiting_on: number;
  handed_out: number;
  needs_folder: string | null;
  children: ChildrenRow | null;
  unserved: boolean;
  imported_id: string | null;
  /** int, null unless queued. */
  queue_position: number | null;
}

/** A job as clients see it, at a time. */
export function jobView(row: JobRow, now: Date): Job {
  return {
    id: row.job_id,
    job_id: row.job_id,
    kind: row.kind,
    status: row.status,
    folder_path: row.folder_path,
    source: row.source,
    requested_by: { kind: row.requested_by.kind, id: row.requested_by.id },
    request: row.input,
    created_at: row.created_at.toISOString(),
    available_at: row.available_at.toISOString(),
    started_at: isoOrNull(row.started_at),
    completed_at: isoOrNull(row.completed_at),
    queue_position: row.queue_position,
    attempt: row.attempt,
    max_attempts: row.max_attempts,
    timeout_seconds: row.timeout_seconds,
    cancel_requested_at: isoOrNull(row.cancel_requested_at),
    ...jobFigures(asFarAsItsParts(row), now),
    progress: progressView(asFarAsItsParts(row), now),
    result: row.result,
    error: row.error,
    parent_id: row.parent_id,
    children: row.children === null ? null : countsOf(row.children),
    waiting_for: waitingFor(row),
    imported_id: row.imported_id,
  };
}

function progressView({ status, progress, progress_updated_at: at }: JobRow, now: Date): Job['progress'] {
  if (progress === null || at === null) return null;
  const age = status === 'running' ? now.getTime() - at.getTime() : undefined;
  return { ...showProgress(progress, age), updated_at: at.toISOString() };
}

/** A job that waits for others is as far as they are together, and under way. */
function asFarAsItsParts(row: JobRow): JobRow {
  const { waiting_on: on, children } = row;
  if (on === 0 || children === null) return row;
  const { files_done, files_total, bytes_done, bytes_total, updated_at } = children;
  const progress = storedProgress({
    phase: 'shards',
    ...(files_total !== null && { filesDone: files_done ?? 0, filesTotal: files_total }),
    ...(bytes_total !== null && { bytesDone: bytes_done ?? 0, bytesTotal: bytes_total }),
  });
  return { ...row, status: 'running', progress, progress_updated_at: new Date(updated_at) };
}

function countsOf({ queued, running, completed, failed, cancelled }: ChildrenRow): Job['children'] {
  return { queued, running, completed, failed, cancelled };
}

function waitingFor({ waiting_on: on, unserved, needs_folder: folder, kind }: JobRow): string | null {
  if (on > 0) return `${on} of its parts`;
  if (!unserved) return null;
  return folder === null ? `a worker for jobs of kind ${kind}` : `a worker that serves ${folder}`;
}

function isoOrNull(time: Date | null): string | null {
  return time === null ? null : time.toISOString();
}
