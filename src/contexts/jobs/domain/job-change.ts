import type { JobStatus } from './job-status.ts';
import type { StoredProgress } from './progress.ts';
import { showProgress } from './show-progress.ts';

/** What a change of a job is called in streams. */
export type ChangeName = JobStatus | 'cancel_requested' | 'progress';

/** One change of a job, as those who follow it are told. */
export interface JobChange {
  /** Number of the event, from which a stream can be resumed; progress has none, since only the newest counts. */
  seq: string | undefined;
  name: ChangeName;
  jobId: string;
  /** Keys as clients see them. */
  data: Readonly<Record<string, unknown>>;
}

/** The change that an event of the outbox tells. */
export function changeOfEvent(event: {
  seq: string;
  type: string;
  data: { job_id: string; status: JobStatus } & Record<string, unknown>;
  occurred_at: Date;
}): JobChange {
  const { seq, type, data, occurred_at: at } = event;
  return {
    seq,
    name: type === 'jobs.v1.JobCancelRequested' ? 'cancel_requested' : data.status,
    jobId: data.job_id,
    data: { ...data, occurred_at: at.toISOString() },
  };
}

/** The change that newly stored progress is. */
export function changeOfProgress(row: {
  job_id: string;
  kind: string;
  progress: StoredProgress;
  progress_updated_at: Date;
}): JobChange {
  const progress = { ...showProgress(row.progress, 0), updated_at: row.progress_updated_at.toISOString() };
  return {
    seq: undefined,
    name: 'progress',
    jobId: row.job_id,
    data: { job_id: row.job_id, kind: row.kind, status: 'running', progress },
  };
}

/** Whether nothing follows this change: the job has ended. */
export function isLast({ name }: JobChange): boolean {
  return name === 'completed' || name === 'failed' || name === 'cancelled';
}
