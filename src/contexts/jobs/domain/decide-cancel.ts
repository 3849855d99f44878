import { AppError } from '../../../kernel/errors.ts';
import type { JobStatus } from './job-status.ts';

/** What cancelling does: a queued job ends at once, a running one is asked of the worker that holds it. */
export type CancelStep = 'end' | 'request';

/** What deciding needs to know of a job. */
export interface CancelledJob {
  jobId: string;
  status: JobStatus;
  /** The job that handed it out. */
  parentId?: string | null;
  /** Jobs it has handed out and waits for. */
  waitingOn?: number;
}

/**
 * Says how a job in this state is cancelled; throws `job_running` (409), `job_is_part` (409) or `job_finished` (410)
 * where it is not. A job whose parts are under way counts as running, and ends together with them.
 */
export function decideCancel(job: CancelledJob, force: boolean): CancelStep {
  if (job.status === 'queued' && job.parentId != null) throw isPart(job.jobId, job.parentId);
  if (job.status === 'queued' && (force || (job.waitingOn ?? 0) === 0)) return 'end';
  if (job.status !== 'running' && job.status !== 'queued') {
    throw new AppError('gone', 'job_finished', `Job ${job.jobId} has already ended (${job.status})`, {
      extra: { job_id: job.jobId, status: job.status },
    });
  }
  if (job.parentId != null) throw isPart(job.jobId, job.parentId);
  if (force) return 'request';
  throw new AppError(
    'conflict',
    'job_running',
    `Job ${job.jobId} is running; to stop it, cancel it with force (--force, ?force=true)`,
    { extra: { job_id: job.jobId, status: job.status } },
  );
}

function isPart(jobId: string, parentId: string): AppError {
  return new AppError(
    'conflict',
    'job_is_part',
    `Job ${jobId} is a part of job ${parentId}, which needs all of them; cancel that one`,
    { extra: { job_id: jobId, parent_id: parentId } },
  );
}
