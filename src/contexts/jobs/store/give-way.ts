import { AppError } from '../../../kernel/errors.ts';
import type { QueryFunction } from '../../../kernel/job.ts';
import { servedFolders } from '../domain/served-folders.ts';
import { GAVE_WAY } from '../domain/settle-attempt.ts';
import type { Lease } from './lease.ts';

/** A job that has waited for longer finds no free worker: one takes it within milliseconds. */
const UNTAKEN_SECONDS = 0.2;
/** A job that is older gives way no more, or it might never be done. */
const LONGEST_PUT_OFF_SECONDS = 600;

/** Throws `gave_way` when a job of another kind waits that this worker could take, and this one can wait. */
export async function giveWay(
  query: QueryFunction,
  { tenant, jobId }: Pick<Lease, 'tenant' | 'jobId'>,
  roots: readonly string[] | undefined,
): Promise<void> {
  const served = roots === undefined ? undefined : servedFolders(roots);
  const rows = await query(
    `select from keelson.job mine where mine.tenant_id = $1 and mine.job_id = $2
       and mine.created_at > clock_timestamp() - make_interval(secs => $3) and exists (
         select from keelson.job other
         where other.tenant_id = $1 and other.status = 'queued' and other.waiting_on = 0
           and other.kind <> mine.kind and ($5::text[] is null or exists (
             select from unnest($5::text[], $6::text[]) as r (low, high)
             where other.needs_folder >= r.low and other.needs_folder < r.high))
           and other.available_at <= clock_timestamp() - make_interval(secs => $4))`,
    [tenant, jobId, LONGEST_PUT_OFF_SECONDS, UNTAKEN_SECONDS, served?.from ?? null, served?.to ?? null],
  );
  if (rows.length > 0) {
    throw new AppError(
      'conflict',
      GAVE_WAY,
      `Job ${jobId} gives way to one that waits; it goes on after that`,
    );
  }
}
