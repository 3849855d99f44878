import type { Tx } from '../../../kernel/context.ts';

/**
 * Counts more queued jobs of the tenant, up to `cap`. Answers how many there are now, or undefined when the queue has
 * no room for all of them. The tenant's counter row stays locked until the transaction ends, so places are given out one
 * submitter at a time: that makes the cap exact and places follow the order of commits. (Counting rows under an
 * advisory lock taken in the same statement let 107 past a cap of 100: the snapshot precedes the lock.)
 */
export async function takePlaces(
  tx: Tx,
  tenant: number,
  count: number,
  cap: number,
): Promise<number | undefined> {
  const rows = await tx.query<{ queued: number }>({
    name: 'jobs_take_places',
    sql: `insert into keelson.job_queue as q (tenant_id, queued) select $1, $2::int where $2::int <= $3::int
      on conflict (tenant_id) do update set queued = q.queued + $2::int where q.queued + $2::int <= $3::int
      returning q.queued`,
    parameters: [tenant, count, cap],
  });
  return rows[0]?.queued;
}
