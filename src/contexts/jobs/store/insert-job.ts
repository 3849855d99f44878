import type { Actor, Tx } from '../../../kernel/context.ts';
import { refusalOf } from '../../../platform/db/refuse.ts';
import { JOBS_CHANNEL, queuedPayload } from './channel.ts';
import { jsonText } from './json-text.ts';

/** A job to be queued. */
export interface NewJob {
  jobId: string;
  kind: string;
  /** Two jobs with the same text are never queued or running at once; null for no such limit. */
  dedupeText: string | null;
  input: unknown;
  folderPath: string | null;
  /** Folder a worker must serve; empty for none. */
  needsFolder: string;
  source: 'manual' | 'auto';
  maxAttempts: number;
  timeoutSeconds: number;
}

/** Why jobs were not queued. */
export type Unqueued =
  /** A job is in the way of the new one with the number `of`. */
  | { why: 'already_queued'; active: ActiveJob; of: number }
  /** There is no room for all of them. */
  | { why: 'queue_full' };

/** The job that is in the way of a new one. */
export interface ActiveJob {
  jobId: string;
  status: 'queued' | 'running';
}

/** The jobs as rows. Taking nine arrays apart takes longer than all the rest where there is one job. */
const ONE = `(select $2::uuid, $3::text, $4::text, $5::text, $6::text, $7::text, $8::int, $9::int, $10::text, 1)`;
const MANY = `unnest($2::uuid[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::int[], $9::int[],
          $10::text[]) with ordinality`;

/**
 * Inserts jobs, in order, unless one with a `dedupeText` of theirs is queued or running, or more than `cap` are queued
 * with them: then the statement fails, the transaction with it, and the answer says why. Call {@link takePlaces} before,
 * in the same transaction: its lock keeps submitters apart, so the look-up sees every rival and the insert never waits
 * for one (the unique index is the backstop). No two of the new ones may have the same text.
 */
export async function insertJobs(
  tx: Tx,
  tenant: number,
  requestedBy: Actor,
  jobs: readonly NewJob[],
  cap: number,
): Promise<Unqueued | undefined> {
  const one = jobs.length === 1;
  const columns: readonly (readonly unknown[])[] = [
    jobs.map(({ jobId }) => jobId),
    jobs.map(({ kind }) => kind),
    jobs.map(({ dedupeText }) => dedupeText),
    jobs.map(({ input }) => jsonText(input)),
    jobs.map(({ folderPath }) => folderPath),
    jobs.map(({ source }) => source),
    jobs.map(({ maxAttempts }) => maxAttempts),
    jobs.map(({ timeoutSeconds }) => timeoutSeconds),
    jobs.map(({ needsFolder }) => needsFolder),
  ];
  try {
    await tx.query({
      name: one ? 'jobs_insert_one' : 'jobs_insert',
      sql: `with wanted as (
          select *, encode(sha256(convert_to(dedupe_text, 'UTF8')), 'hex') as dedupe_key
          from ${one ? ONE : MANY}
            as w (job_id, kind, dedupe_text, input, folder_path, source, max_attempts, timeout_seconds, needs_folder, n)
        ), active as (
          select jsonb_build_object('job_id', a.job_id, 'status', a.status, 'of', w.n - 1) as job
          from wanted w join keelson.job a on a.tenant_id = $1 and a.dedupe_key = w.dedupe_key
            and a.dedupe_key is not null and a.status in ('queued', 'running')
          order by w.n limit 1
        ), added as (
          insert into keelson.job (tenant_id, job_id, kind, dedupe_key, input, folder_path, source, requested_by,
            max_attempts, timeout_seconds, needs_folder)
          select $1, job_id, kind, dedupe_key, input::jsonb, folder_path, source, $11::jsonb, max_attempts,
            timeout_seconds, needs_folder
          from wanted order by n
        )
        select case when active.job is not null then keelson.refuse('already_queued', active.job)
            when q.queued > $14 then keelson.refuse('queue_full', '{}') end, pg_notify($12, $13)
        from keelson.job_queue q left join active on true where q.tenant_id = $1`,
      parameters: [
        tenant,
        ...(one ? columns.map(([value]) => value) : columns),
        jsonText(requestedBy),
        JOBS_CHANNEL,
        queuedPayload(tenant),
        cap,
      ],
    });
    return undefined;
  } catch (error) {
    const refusal = refusalOf(error);
    if (refusal === undefined) throw error;
    if (refusal.code === 'queue_full') return { why: 'queue_full' };
    const {
      job_id: jobId,
      status,
      of,
    } = refusal.detail as {
      job_id: string;
      status: ActiveJob['status'];
      of: number;
    };
    return { why: 'already_queued', active: { jobId, status }, of };
  }
}
