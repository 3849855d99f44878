import type { Tx } from '../../../../kernel/context.ts';
import type { GraphSymbol } from '../../domain/graph/graph-types.ts';
import { BUILD_KINDS, SYMBOL_KINDS } from '../../records.ts';
import { CALLABLE_KINDS, JOIN_FILE, SYMBOL_COLUMNS, toGraphSymbol } from '../graph/read-symbols.ts';
import type { SymbolRow } from '../graph/read-symbols.ts';
import type { IndexRef } from './find-index.ts';

/**
 * Definitions of names, whatever their kind, at most `most` of each. A function that is static (and no member
 * of a class) comes behind one that others can see, and what says how code is built comes last: `ext4` is then a
 * function before it is a module.
 */
export async function findDefiningFiles(
  tx: Tx,
  index: IndexRef,
  names: readonly string[],
  most: number,
): Promise<GraphSymbol[]> {
  if (names.length === 0) return [];
  const rows = await tx.query<SymbolRow>({
    name: 'indexing_find_defining_files',
    sql: `select ${SYMBOL_COLUMNS} from unnest($3::text[]) wanted (name)
      cross join lateral (
        select * from keelson.index_symbol
        where tenant_id = $1 and index_id = $2 and name = wanted.name
        order by kind = any ($5::text[]::"char"[]), kind = any ($6::text[]::"char"[]) desc,
          flags & 1 <> 0 and kind <> '${SYMBOL_KINDS.method}', symbol_id
        limit $4) s
      ${JOIN_FILE}
      order by s.symbol_id`,
    parameters: [index.tenant, index.id, names, most, BUILD_KINDS, CALLABLE_KINDS],
  });
  return rows.map(toGraphSymbol);
}
