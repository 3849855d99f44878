import type { Tx } from '../../../../kernel/context.ts';
import { HEADER_PATH } from '../../domain/graph/linkage.ts';
import type { GraphSymbol } from '../../domain/graph/graph-types.ts';
import { SYMBOL_KINDS } from '../../records.ts';
import type { IndexRef } from '../queries/find-index.ts';
import { JOIN_FILE, SYMBOL_COLUMNS, toGraphSymbol } from './read-symbols.ts';
import type { SymbolRow } from './read-symbols.ts';

/** Kinds of postings that say a name is used: called, set in a table, argument of a macro, taken as a value. */
const USES = ['c', 'C', 'o', 'a', 'u', 'U'];

/** Candidates that are counted; a whole Linux kernel has some thousands. */
const MOST_COUNTED = 2000;

/**
 * Functions whose name nothing uses: no call, no table, no macro at file level, no entry point, no export. Searched
 * in the order of files until `MOST_COUNTED` are found.
 */
export async function findUnused(
  tx: Tx,
  index: IndexRef,
  options: { path: string | undefined; headers: boolean; limit: number; offset: number },
): Promise<{ symbols: GraphSymbol[]; total: number; exact: boolean }> {
  const rows = await tx.query<SymbolRow>({
    name: 'indexing_graph_unused',
    sql: `select ${SYMBOL_COLUMNS} from keelson.index_symbol s ${JOIN_FILE}
      where s.tenant_id = $1 and s.index_id = $2 and s.kind = any ($3::text[]::"char"[]) and s.flags & 4 = 0
        and s.name <> 'main' and ($4::text is null or starts_with(f.path, $4))
        and ($5::boolean or f.path !~ '${HEADER_PATH.source}')
        and not exists (
          select from keelson.index_posting p
          where p.tenant_id = $1 and p.index_id = $2 and p.key = s.name and p.kind = any ($6::text[]::"char"[]))
        and not exists (
          select from keelson.index_entrypoint e
          where e.tenant_id = $1 and e.index_id = $2 and e.symbol = s.name)
      order by s.symbol_id limit $7`,
    parameters: [
      index.tenant,
      index.id,
      [SYMBOL_KINDS.function, SYMBOL_KINDS.method],
      options.path ?? null,
      options.headers,
      USES,
      MOST_COUNTED + 1,
    ],
  });
  const found = rows.slice(0, MOST_COUNTED).map(toGraphSymbol);
  return {
    symbols: found.slice(options.offset, options.offset + options.limit),
    total: found.length,
    exact: rows.length <= MOST_COUNTED,
  };
}
