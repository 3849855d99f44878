import { operation } from '../../../kernel/operation.ts';
import { decideCancel } from '../domain/decide-cancel.ts';
import { jobCancelRequested, jobReached } from '../domain/job-events.ts';
import { CancelJob, Job } from '../schemas.ts';
import { cancelQueued, requestCancel } from '../store/cancel-job.ts';
import { cancelChildren } from '../store/children.ts';
import { findJob, lockJob } from '../store/find-job.ts';
import { jobView } from '../store/job-row.ts';
import { renderCancelled } from './render-job.ts';

/**
 * A queued job is cancelled when this answers. A running one (with `force`) is being stopped: the answer has
 * `cancel_requested_at`, and the job becomes `cancelled` when its process is gone.
 */
export const cancelJob = operation({
  name: 'jobs.cancel',
  summary: 'Cancel a queued job, or stop a running one with force',
  access: 'jobs:write',
  effect: 'destructive',
  input: CancelJob,
  output: Job,
  errors: [
    'invalid_job_id',
    'ambiguous_job_id',
    'job_not_found',
    'job_running',
    'job_is_part',
    'job_finished',
  ],
  http: { method: 'DELETE', path: '/index/jobs/{job_id}' },
  mcp: { tool: 'cancel_job', toolset: 'jobs' },
  cli: { render: renderCancelled },
  async run({ tx, tenant, now }, { job_id, force }) {
    const job = await lockJob(tx, tenant, job_id);
    const { status, parent_id: parentId, waiting_on: waitingOn } = job;
    const step = decideCancel({ jobId: job.job_id, status, parentId, waitingOn }, force);
    if (step === 'end') await cancelQueued(tx, tenant, job.job_id);
    else await requestCancel(tx, tenant, job.job_id);
    const children = waitingOn > 0 ? await cancelChildren(tx, tenant, job.job_id) : [];
    const facts = { jobId: job.job_id, kind: job.kind, attempt: job.attempt };
    const event =
      step === 'end'
        ? jobReached({ ...facts, status: 'cancelled' })
        : jobCancelRequested({ ...facts, status: 'running' });
    return {
      value: jobView(await findJob(tx, tenant, job.job_id), now),
      events:
        step === 'request' && job.cancel_requested_at !== null
          ? []
          : [event, ...children.map((child) => jobReached(child))],
    };
  },
});
