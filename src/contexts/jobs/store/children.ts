import type { Tx } from '../../../kernel/context.ts';
import { newId } from '../../../kernel/ids.ts';
import type { ChildJob, ChildResult, QueryFunction } from '../../../kernel/job.ts';
import { storedProgress } from '../domain/progress.ts';
import type { JobError } from '../domain/settle-attempt.ts';
import { cancelPayload, JOBS_CHANNEL, QUEUED } from './channel.ts';
import { jsonText } from './json-text.ts';
import { settledJob } from './settle-jobs.ts';
import type { SettledJob, SettledRow } from './settle-jobs.ts';

/**
 * Queues the children of a job that has just been queued again, in the same transaction: at its place, with its
 * limits, for whom it was asked. They are not counted against the cap.
 */
export async function handOut(
  tx: Tx,
  tenant: number,
  parentId: string,
  children: readonly ChildJob[],
): Promise<SettledJob[]> {
  const rows = children.map(({ kind, input, needsFolder, files, bytes }, number) => ({
    job_id: newId(),
    kind,
    input,
    number,
    needs_folder: needsFolder ?? null,
    progress: storedProgress({
      phase: 'queued',
      ...(files !== undefined && { filesDone: 0, filesTotal: files }),
      ...(bytes !== undefined && { bytesDone: 0, bytesTotal: bytes }),
    }),
  }));
  const added = await tx.query<SettledRow>({
    name: 'jobs_hand_out',
    sql: `with parent as (
        update keelson.job set waiting_on = $4, handed_out = handed_out + $4
        where tenant_id = $1 and job_id = $2 and status = 'queued'
        returning tenant_id, job_id, position_key, folder_path, source, requested_by, max_attempts,
          timeout_seconds, needs_folder, handed_out - $4 as before
      )
      insert into keelson.job (tenant_id, job_id, position_key, parent_id, child_number, kind, input, folder_path,
        needs_folder, source, requested_by, max_attempts, timeout_seconds, progress,
        progress_updated_at)
      overriding system value
      select p.tenant_id, c.job_id, p.position_key, p.job_id, p.before + c.number, c.kind, c.input, p.folder_path,
        coalesce(c.needs_folder, p.needs_folder), p.source, p.requested_by, p.max_attempts, p.timeout_seconds, c.progress,
        now()
      from parent p cross join jsonb_to_recordset($3::jsonb)
        as c (job_id uuid, number int, kind text, input jsonb, needs_folder text, progress jsonb)
      returning job_id, kind, status, attempt, error`,
    parameters: [tenant, parentId, jsonText(rows), rows.length],
  });
  await tx.query({ sql: 'select pg_notify($1, $2)', parameters: [JOBS_CHANNEL, QUEUED] });
  return added.map(settledJob);
}

/**
 * Keeps a parent as it is until the transaction ends. Whoever changes a child and may have to change its parent takes
 * this first; whoever cancels a parent has it already. So the two never wait for each other.
 */
export async function lockParent(tx: Tx, tenant: number, parentId: string): Promise<void> {
  await tx.query({
    name: 'jobs_lock_parent',
    sql: `select from keelson.job where tenant_id = $1 and job_id = $2 for no key update`,
    parameters: [tenant, parentId],
  });
}

/** One child less to wait for; with the last, the parent may start. */
export async function childCompleted(tx: Tx, tenant: number, parentId: string): Promise<void> {
  await tx.query({
    name: 'jobs_child_completed',
    sql: `with parent as (
        update keelson.job set waiting_on = waiting_on - 1
        where tenant_id = $1 and job_id = $2 and status = 'queued' and waiting_on > 0
        returning waiting_on
      )
      select pg_notify($3, $4) from parent where waiting_on = 0`,
    parameters: [tenant, parentId, JOBS_CHANNEL, QUEUED],
  });
}

/** Ends a parent that waits, with the error of a child; answers undefined when it waits no more. */
export async function failParent(
  tx: Tx,
  tenant: number,
  parentId: string,
  error: JobError | null,
): Promise<SettledJob | undefined> {
  const rows = await tx.query<SettledRow>({
    name: 'jobs_fail_parent',
    sql: `with failed as (
        update keelson.job set status = 'failed', completed_at = now(), waiting_on = 0, error = $3::jsonb
        where tenant_id = $1 and job_id = $2 and status = 'queued' and waiting_on > 0
        returning tenant_id, job_id, kind, status, attempt, error
      ), counted as (
        update keelson.job_queue q set queued = q.queued - 1 from failed f where q.tenant_id = f.tenant_id
      )
      select job_id, kind, status, attempt, error from failed`,
    parameters: [tenant, parentId, error === null ? null : jsonText(error)],
  });
  return rows[0] && settledJob(rows[0]);
}

/**
 * Cancels the children that are queued, and asks for those that run to be stopped. Two statements, so that the second
 * sees those which were being claimed while the first waited for them. Answers those that were cancelled.
 */
export async function cancelChildren(tx: Tx, tenant: number, parentId: string): Promise<SettledJob[]> {
  const cancelled = await tx.query<SettledRow>({
    name: 'jobs_cancel_children',
    sql: `update keelson.job set status = 'cancelled', completed_at = now(), cancel_requested_at = now()
      where tenant_id = $1 and parent_id = $2 and status = 'queued'
      returning job_id, kind, status, attempt, error`,
    parameters: [tenant, parentId],
  });
  await tx.query({
    name: 'jobs_stop_children',
    sql: `with asked as (
        update keelson.job set cancel_requested_at = coalesce(cancel_requested_at, now())
        where tenant_id = $1 and parent_id = $2 and status = 'running'
        returning job_id
      )
      select pg_notify($3, $4 || job_id) from asked`,
    parameters: [tenant, parentId, JOBS_CHANNEL, cancelPayload('')],
  });
  return cancelled.map(settledJob);
}

/** What a job's children have answered, in the order in which they were handed out. */
export async function childResults(
  query: QueryFunction,
  { tenant, jobId }: { tenant: number; jobId: string },
): Promise<ChildResult[]> {
  const rows = (await query(
    `select job_id, input, result from keelson.job
     where tenant_id = $1 and parent_id = $2 and status = 'completed' order by child_number`,
    [tenant, jobId],
  )) as { job_id: string; input: unknown; result: unknown }[];
  return rows.map(({ job_id: id, input, result }) => ({ jobId: id, input, result }));
}
