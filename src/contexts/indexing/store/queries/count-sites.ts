import type { Tx } from '../../../../kernel/context.ts';
import type { IndexRef } from './find-index.ts';

/** The number of call sites of a callee that has very many callers, when the load counted it. */
export async function hubSites(tx: Tx, index: IndexRef, callee: string): Promise<number | undefined> {
  const [row] = await tx.query<{ sites: number }>({
    name: 'indexing_hub_sites',
    sql: 'select sites from keelson.index_hub where tenant_id = $1 and index_id = $2 and key = $3',
    parameters: [index.tenant, index.id, callee],
  });
  return row?.sites;
}

/** Counts the call sites of a callee by reading every caller. */
export async function countSites(tx: Tx, index: IndexRef, callee: string): Promise<number> {
  const [row] = await tx.query<{ sites: number }>({
    name: 'indexing_count_sites',
    sql: `select count(*)::int as sites
      from keelson.index_posting p cross join unnest(p.ids) id
      cross join lateral (
        select refs from keelson.index_symbol
        where tenant_id = $1 and index_id = $2 and symbol_id = id limit 1) s
      cross join string_to_table(s.refs, E'\\n') ref
      where p.tenant_id = $1 and p.index_id = $2 and p.key = $3 and p.kind = 'c' and ltrim(ref, '.!+') = $3`,
    parameters: [index.tenant, index.id, callee],
  });
  return row?.sites ?? 0;
}
