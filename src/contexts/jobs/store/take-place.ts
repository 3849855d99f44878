import type { Tx } from '../../../kernel/context.ts';

/**
 * Counts one more queued job of the tenant, up to `cap`. Answers how many there are now, or undefined when the
 * queue is full. The tenant's counter row stays locked until the transaction ends, so places are given out one
 * submitter at a time: that makes the cap exact and places follow the order of commits. (Counting rows under an
 * advisory lock taken in the same statement let 107 past a cap of 100: the snapshot precedes the lock.)
 */
export async function takePlace(tx: Tx, tenant: number, cap: number): Promise<number | undefined> {
  const rows = await tx.query<{ queued: number }>({
    name: 'jobs_take_place',
    sql: `insert into keelson.job_queue as q (tenant_id, queued) values ($1, 1)
      on conflict (tenant_id) do update set queued = q.queued + 1 where q.queued < $2
      returning q.queued`,
    parameters: [tenant, cap],
  });
  return rows[0]?.queued;
}
