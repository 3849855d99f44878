import type { Tx } from '../../../../kernel/context.ts';
import { FRESHNESS_COLUMNS, IS_NAMED } from './find-index.ts';
import type { FreshnessRow } from './find-index.ts';
import type { IndexTotals } from '../load/types.ts';

export interface IndexRow extends FreshnessRow {
  id: number;
  repository: string;
  manifest_id: string;
  totals: IndexTotals;
  /** A newer index of it is being loaded. */
  loading: boolean;
}

/** Ready indexes of a tenant, newest first, and how many there are; of one repository when it is named. */
export async function listIndexes(
  tx: Tx,
  tenant: number,
  { repository, limit, offset }: { repository: string | undefined; limit: number; offset: number },
): Promise<{ rows: IndexRow[]; total: number }> {
  const rows = await tx.query<(IndexRow | { id: null }) & { total: number }>({
    name: 'indexing_list_indexes',
    sql: `with ready as materialized (
        select * from keelson.code_index
        where tenant_id = $1 and state = 'ready' and ($2::text is null or ${IS_NAMED})),
      page as (select * from ready order by ready_at desc, id desc limit $3 offset $4)
      select i.id, i.repository, i.manifest_id, ${FRESHNESS_COLUMNS}, i.totals, counted.total, exists (
        select from keelson.code_index l
        where l.tenant_id = $1 and l.repository = i.repository and l.state = 'loading') as loading
      from (select count(*)::int as total from ready) counted left join page i on true
      order by ready_at desc, id desc`,
    parameters: [tenant, repository ?? null, limit, offset],
  });
  // Past the last there is one row all the same, which has the total.
  return { rows: rows.flatMap((row) => (row.id === null ? [] : [row])), total: rows[0]!.total };
}
