import type { Tx } from '../../../../kernel/context.ts';
import type { IndexRef } from './find-index.ts';

/** A place where control enters from outside. */
export interface EntrypointRow {
  kind: string;
  name: string | null;
  symbol: string;
  path: string;
  line: number;
}

/** Entry points that run one of the symbols, at most 20 of each. */
export async function findEntrypointsOf(
  tx: Tx,
  index: IndexRef,
  symbols: readonly string[],
): Promise<EntrypointRow[]> {
  if (symbols.length === 0) return [];
  return tx.query<EntrypointRow>({
    name: 'indexing_find_entrypoints_of',
    sql: `select e.kind, e.name, e.symbol, f.path, e.line from unnest($3::text[]) wanted (symbol)
      cross join lateral (
        select kind, name, symbol, file_id, line from keelson.index_entrypoint
        where tenant_id = $1 and index_id = $2 and symbol = wanted.symbol order by file_id, line limit 20) e
      cross join lateral (
        select path from keelson.index_file
        where tenant_id = $1 and index_id = $2 and file_id = e.file_id limit 1) f`,
    parameters: [index.tenant, index.id, symbols],
  });
}
