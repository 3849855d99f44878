import type { Tx } from '../../../../kernel/context.ts';
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

/** Ready indexes of a tenant, newest first. */
export async function listIndexes(tx: Tx, tenant: number): Promise<IndexRow[]> {
  return tx.query<IndexRow>({
    name: 'indexing_list_indexes',
    sql: `select i.id, i.repository, i.manifest_id, i.ready_at, i.changed_at, i.commit_id, i.overlays, i.totals, exists (
        select from keelson.code_index l
        where l.tenant_id = $1 and l.repository = i.repository and l.state = 'loading') as loading
      from keelson.code_index i
      where i.tenant_id = $1 and i.state = 'ready'
      order by i.ready_at desc, i.id desc`,
    parameters: [tenant],
  });
}
