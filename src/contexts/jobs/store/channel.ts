/** NOTIFY channel of the queue. What it says is a hint: workers also poll, so a lost one costs a second. */
export const JOBS_CHANNEL = 'keelson_jobs';

/** Payload: a job was queued. */
export const QUEUED = 'queued';

const QUEUED_FOR = 'queued:';

/** Payload: jobs of the tenant were queued. */
export function queuedPayload(tenant: number): string {
  return QUEUED_FOR + tenant;
}

/** The tenant that a payload says has queued jobs, or undefined where it says something else. */
export function queuedTenantOf(payload: string): number | undefined {
  return payload.startsWith(QUEUED_FOR) ? Number(payload.slice(QUEUED_FOR.length)) : undefined;
}

const CANCEL = 'cancel:';

/** Payload: the running job is to be stopped. */
export function cancelPayload(jobId: string): string {
  return CANCEL + jobId;
}

/** The job that a payload asks to stop, or undefined where it says something else. */
export function cancelledJobOf(payload: string): string | undefined {
  return payload.startsWith(CANCEL) ? payload.slice(CANCEL.length) : undefined;
}
