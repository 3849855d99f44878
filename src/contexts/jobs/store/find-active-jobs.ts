import type { Tx } from '../../../kernel/context.ts';

/** Which of these jobs are queued or running. */
export async function findActiveJobs(
  tx: Tx,
  tenant: number,
  jobIds: readonly string[],
): Promise<ReadonlySet<string>> {
  if (jobIds.length === 0) return new Set();
  const rows = await tx.query<{ job_id: string }>({
    name: 'jobs_find_active_of',
    sql: `select job_id from keelson.job
      where tenant_id = $1 and job_id = any($2::uuid[]) and status in ('queued', 'running')`,
    parameters: [tenant, jobIds],
  });
  return new Set(rows.map(({ job_id: id }) => id));
}

/** Whether a job with this dedupe text is queued or running. */
export async function isActive(tx: Tx, tenant: number, dedupeText: string): Promise<boolean> {
  const rows = await tx.query({
    name: 'jobs_is_active',
    sql: `select from keelson.job
      where tenant_id = $1 and dedupe_key = encode(sha256(convert_to($2, 'UTF8')), 'hex')
        and dedupe_key is not null and status in ('queued', 'running')`,
    parameters: [tenant, dedupeText],
  });
  return rows.length > 0;
}
