import type { Tx } from '../../../kernel/context.ts';
import { cancelPayload, JOBS_CHANNEL } from './channel.ts';

/** Ends a queued job whose row the transaction has locked, and gives its place back. */
export async function cancelQueued(tx: Tx, tenant: number, jobId: string): Promise<void> {
  await tx.query({
    name: 'jobs_cancel_queued',
    sql: `with ended as (
        update keelson.job
        set status = 'cancelled', completed_at = now(), cancel_requested_at = now(), waiting_on = 0
        where tenant_id = $1 and job_id = $2 and status = 'queued'
        returning tenant_id
      )
      update keelson.job_queue q set queued = q.queued - 1 from ended e where q.tenant_id = e.tenant_id`,
    parameters: [tenant, jobId],
  });
}

/** Asks the worker that holds the running job to stop it; whoever settles it later makes it cancelled. */
export async function requestCancel(tx: Tx, tenant: number, jobId: string): Promise<void> {
  await tx.query({
    name: 'jobs_request_cancel',
    sql: `with asked as (
        update keelson.job set cancel_requested_at = coalesce(cancel_requested_at, now())
        where tenant_id = $1 and job_id = $2 and status = 'running'
        returning job_id
      )
      select pg_notify($3, $4) from asked`,
    parameters: [tenant, jobId, JOBS_CHANNEL, cancelPayload(jobId)],
  });
}
