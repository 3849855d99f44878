import type { Tx } from '../../../kernel/context.ts';

/**
 * Counts more queued jobs of the tenant, and answers how many there are now; {@link insertJobs} refuses what is too many,
 * which undoes this. The tenant's counter row stays locked until the transaction ends, so places are given out one
 * submitter at a time: that makes the cap exact and places follow the order of commits. (Counting rows under an
 * advisory lock taken in the same statement let 107 past a cap of 100: the snapshot precedes the lock.)
 */
export async function takePlaces(tx: Tx, tenant: number, count: number): Promise<number> {
  const rows = await tx.query<{ queued: number }>({
    name: 'jobs_take_places',
    sql: `insert into keelson.job_queue as q (tenant_id, queued) values ($1, $2)
      on conflict (tenant_id) do update set queued = q.queued + $2 returning q.queued`,
    parameters: [tenant, count],
  });
  return rows[0]!.queued;
}
