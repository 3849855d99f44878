import type { Actor, Tx } from '../../../kernel/context.ts';
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

/** The job that is in the way of a new one. */
export interface ActiveJob {
  jobId: string;
  status: 'queued' | 'running';
}

/**
 * Inserts jobs, in order, unless one with a `dedupeText` of theirs is queued or running, which it then answers, with
 * the number of the new one that it is in the way of. Call {@link takePlaces} before, in the same transaction: its lock
 * keeps submitters apart, so the look-up sees every rival and the insert never waits for one (the unique index is the
 * backstop). No two of the new ones may have the same text.
 */
export async function insertJobs(
  tx: Tx,
  tenant: number,
  requestedBy: Actor,
  jobs: readonly NewJob[],
): Promise<(ActiveJob & { of: number }) | undefined> {
  const rows = await tx.query<{ active_id: string | null; active_status: ActiveJob['status']; of: number }>({
    name: 'jobs_insert',
    sql: `with wanted as (
        select *, encode(sha256(convert_to(dedupe_text, 'UTF8')), 'hex') as dedupe_key
        from unnest($2::uuid[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::int[], $9::int[],
          $10::text[]) with ordinality
          as w (job_id, kind, dedupe_text, input, folder_path, source, max_attempts, timeout_seconds, needs_folder, n)
      ), active as (
        select a.job_id, a.status, w.n::int - 1 as of
        from wanted w join keelson.job a on a.tenant_id = $1 and a.dedupe_key = w.dedupe_key
          and a.dedupe_key is not null and a.status in ('queued', 'running')
        order by w.n limit 1
      ), added as (
        insert into keelson.job (tenant_id, job_id, kind, dedupe_key, input, folder_path, source, requested_by,
          max_attempts, timeout_seconds, needs_folder)
        select $1, job_id, kind, dedupe_key, input::jsonb, folder_path, source, $11::jsonb, max_attempts,
          timeout_seconds, needs_folder
        from wanted where not exists (select from active) order by n
      )
      select active.job_id as active_id, active.status as active_status, active.of, pg_notify($12, $13)
      from (values (1)) as one (n) left join active on true`,
    parameters: [
      tenant,
      jobs.map(({ jobId }) => jobId),
      jobs.map(({ kind }) => kind),
      jobs.map(({ dedupeText }) => dedupeText),
      jobs.map(({ input }) => jsonText(input)),
      jobs.map(({ folderPath }) => folderPath),
      jobs.map(({ source }) => source),
      jobs.map(({ maxAttempts }) => maxAttempts),
      jobs.map(({ timeoutSeconds }) => timeoutSeconds),
      jobs.map(({ needsFolder }) => needsFolder),
      jsonText(requestedBy),
      JOBS_CHANNEL,
      queuedPayload(tenant),
    ],
  });
  const active = rows[0];
  return active === undefined || active.active_id === null
    ? undefined
    : { jobId: active.active_id, status: active.active_status, of: active.of };
}
