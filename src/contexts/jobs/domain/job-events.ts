import type { DomainEvent } from '../../../kernel/operation.ts';
import type { JobStatus } from './job-status.ts';

/** What an event about a job tells: enough to follow it, no paths and no input. */
export interface JobEventData {
  jobId: string;
  kind: string;
  status: JobStatus;
  /** Attempts so far, for states that have one. */
  attempt?: number;
  /** Code of the error, for `failed` and for a `queued` that is a retry. */
  errorCode?: string;
}

const TYPES: Readonly<Record<JobStatus, string>> = {
  queued: 'jobs.v1.JobQueued',
  running: 'jobs.v1.JobStarted',
  completed: 'jobs.v1.JobCompleted',
  failed: 'jobs.v1.JobFailed',
  cancelled: 'jobs.v1.JobCancelled',
};

/** The event of a job reaching a state. */
export function jobReached(job: JobEventData): DomainEvent {
  return { type: TYPES[job.status], subject: `job/${job.jobId}`, data: eventData(job) };
}

/** The event of somebody asking a running job to stop. */
export function jobCancelRequested(job: JobEventData): DomainEvent {
  return { type: 'jobs.v1.JobCancelRequested', subject: `job/${job.jobId}`, data: eventData(job) };
}

function eventData(job: JobEventData): DomainEvent['data'] {
  return {
    job_id: job.jobId,
    kind: job.kind,
    status: job.status,
    ...(job.attempt === undefined ? {} : { attempt: job.attempt }),
    ...(job.errorCode === undefined ? {} : { error_code: job.errorCode }),
  };
}
