import { AppError } from '../../../kernel/errors.ts';
import type { JobStatus } from './job-status.ts';

/** What cancelling does: a queued job ends at once, a running one is asked of the worker that holds it. */
export type CancelStep = 'end' | 'request';

/** Says how a job in this state is cancelled; throws `job_running` (409) or `job_finished` (410) where it is not. */
export function decideCancel(job: { jobId: string; status: JobStatus }, force: boolean): CancelStep {
  if (job.status === 'queued') return 'end';
  if (job.status !== 'running') {
    throw new AppError('gone', 'job_finished', `Job ${job.jobId} has already ended (${job.status})`, {
      extra: { job_id: job.jobId, status: job.status },
    });
  }
  if (force) return 'request';
  throw new AppError(
    'conflict',
    'job_running',
    `Job ${job.jobId} is running; cancel it with force=true to stop it`,
    { extra: { job_id: job.jobId, status: job.status } },
  );
}
