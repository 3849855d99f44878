import type { Tx } from '../../../kernel/context.ts';
import { JOB_COLUMNS } from './job-row.ts';
import type { JobRow } from './job-row.ts';

/** A row of {@link JOB_COLUMNS} with its place among all jobs ever queued, a bigint as text. */
export interface ExportedRow extends JobRow {
  key: string;
}

/** Reads the jobs of a kind in the order in which they were queued, from behind `after`. */
export function pageOfJobs(
  tx: Tx,
  tenant: number,
  page: { kind: string; after: string; limit: number },
): Promise<ExportedRow[]> {
  return tx.query<ExportedRow>({
    name: 'jobs_export',
    sql: `select ${JOB_COLUMNS}, j.position_key::text as key,
        case when j.status = 'queued' then (
          select count(*)::int from keelson.job a
          where a.tenant_id = $1 and a.status = 'queued' and a.position_key <= j.position_key
        ) end as queue_position
      from keelson.job j where j.tenant_id = $1 and j.kind = $2 and j.position_key > $3::bigint
      order by j.position_key limit $4`,
    parameters: [tenant, page.kind, page.after, page.limit],
  });
}
