import { AppError } from '../../../kernel/errors.ts';
import { GAVE_WAY } from '../domain/settle-attempt.ts';
import type { Lease } from './lease.ts';

/** A job that has waited for longer finds no free worker: one takes it within milliseconds. */
const UNTAKEN_SECONDS = 0.2;
/** A job that is older gives way no more, or it might never be done. */
const LONGEST_PUT_OFF_SECONDS = 600;

/** Throws `gave_way` when a job of another kind waits for a worker of the tenant, and this one can wait. */
export async function giveWay(
  query: (sql: string, parameters: readonly unknown[]) => Promise<unknown[]>,
  { tenant, jobId }: Lease,
): Promise<void> {
  const rows = await query(
    `select from keelson.job mine where mine.tenant_id = $1 and mine.job_id = $2
       and mine.created_at > clock_timestamp() - make_interval(secs => $3) and exists (
         select from keelson.job other
         where other.tenant_id = $1 and other.status = 'queued' and other.kind <> mine.kind
           and other.available_at <= clock_timestamp() - make_interval(secs => $4))`,
    [tenant, jobId, LONGEST_PUT_OFF_SECONDS, UNTAKEN_SECONDS],
  );
  if (rows.length > 0) {
    throw new AppError(
      'conflict',
      GAVE_WAY,
      `Job ${jobId} gives way to one that waits; it goes on after that`,
    );
  }
}
