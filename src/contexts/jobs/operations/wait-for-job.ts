import { operation } from '../../../kernel/operation.ts';
import { Job, WaitForJob } from '../schemas.ts';
import { findJob } from '../store/find-job.ts';
import { jobView } from '../store/job-row.ts';
import { progressText } from './render-job.ts';

/** Answers when the job has ended, or with the job as it is when the time is over. */
export const waitForJob = operation({
  name: 'jobs.wait',
  summary: 'Wait until a job has ended, with progress meanwhile',
  description:
    'Answers the job when it is completed, failed or cancelled; when timeout_seconds pass before, answers it as it is: call again.',
  access: 'jobs:read',
  effect: 'read',
  input: WaitForJob,
  output: Job,
  errors: ['invalid_job_id', 'ambiguous_job_id', 'job_not_found'],
  http: { method: 'GET', path: '/index/jobs/{job_id}/wait' },
  mcp: { tool: 'wait_for_job', toolset: 'core' },
  wait: {
    done: (job) => job.completed_at !== null,
    seconds: (input) => input.timeout_seconds,
    message: (job) =>
      job.queue_position === null ? progressText(job) || job.status : `queued, ${job.queue_position} in line`,
  },
  async run({ tx, tenant, now }, { job_id }) {
    return { value: jobView(await findJob(tx, tenant, job_id), now) };
  },
});
