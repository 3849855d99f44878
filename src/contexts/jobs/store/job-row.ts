import type { JobStatus } from '../domain/job-status.ts';
import type { JobError } from '../domain/settle-attempt.ts';
import { jobFigures } from '../domain/job-figures.ts';
import type { StoredProgress } from '../domain/progress.ts';
import { showProgress } from '../domain/show-progress.ts';
import type { Job } from '../schemas.ts';

/** Columns that {@link jobView} needs, of the table alias `j`. */
export const JOB_COLUMNS = `j.job_id, j.kind, j.status, j.folder_path, j.source, j.requested_by, j.input,
  j.created_at, j.available_at, j.started_at, j.completed_at, j.attempt, j.max_attempts, j.timeout_seconds,
  j.cancel_requested_at, j.progress, j.progress_updated_at, j.result, j.error`;

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
    ...jobFigures(row, now),
    progress: progressView(row, now),
    result: row.result,
    error: row.error,
  };
}

function progressView({ status, progress, progress_updated_at: at }: JobRow, now: Date): Job['progress'] {
  if (progress === null || at === null) return null;
  const age = status === 'running' ? now.getTime() - at.getTime() : undefined;
  return { ...showProgress(progress, age), updated_at: at.toISOString() };
}

function isoOrNull(time: Date | null): string | null {
  return time === null ? null : time.toISOString();
}
