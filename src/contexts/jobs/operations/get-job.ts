import { operation } from '../../../kernel/operation.ts';
import { GetJob, Job } from '../schemas.ts';
import { findJob } from '../store/find-job.ts';
import { jobView } from '../store/job-row.ts';
import { renderJob } from './render-job.ts';

/** One indexed read, so it may be polled several times a second. */
export const getJob = operation({
  name: 'jobs.get',
  summary: 'Show one job: its state, place in the queue, progress and result',
  access: 'jobs:read',
  effect: 'read',
  input: GetJob,
  output: Job,
  errors: ['invalid_job_id', 'ambiguous_job_id', 'job_not_found'],
  http: { method: 'GET', path: '/index/jobs/{job_id}' },
  mcp: { tool: 'get_job', toolset: 'core' },
  cli: { render: renderJob },
  async run({ tx, tenant, now }, { job_id }) {
    return { value: jobView(await findJob(tx, tenant, job_id), now) };
  },
});
