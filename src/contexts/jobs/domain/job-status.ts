/** The states of a job: queued → running → completed or failed; queued or running → cancelled. */
export const JOB_STATUSES = ['queued', 'running', 'completed', 'failed', 'cancelled'] as const;

/** One state of a job. */
export type JobStatus = (typeof JOB_STATUSES)[number];

/** Whether nothing can change the job any more. */
export function isFinished(status: JobStatus): boolean {
  return status === 'completed' || status === 'failed' || status === 'cancelled';
}
