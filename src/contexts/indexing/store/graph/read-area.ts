import type { Tx } from '../../../../kernel/context.ts';
import type { GraphSymbol } from '../../domain/graph/graph-types.ts';
import type { Walk } from '../../domain/graph/walk.ts';
import type { IndexRef } from '../queries/find-index.ts';
import { expandCallees } from './expand-callees.ts';
import { CALLABLE_KINDS, JOIN_FILE, SYMBOL_COLUMNS, toGraphSymbol } from './read-symbols.ts';
import type { SymbolRow } from './read-symbols.ts';
import { startWalk, WALK_BOUNDS } from './walk-graph.ts';

/** Functions of files whose path starts so, in the order of files, and how many there are. */
export async function readArea(
  tx: Tx,
  index: IndexRef,
  path: string,
  page: { limit: number; offset: number },
): Promise<{ symbols: GraphSymbol[]; total: number }> {
  const rows = await tx.query<SymbolRow & { total: number }>({
    name: 'indexing_graph_area',
    sql: `with area as materialized (
        select ${SYMBOL_COLUMNS} from keelson.index_symbol s ${JOIN_FILE}
        where s.tenant_id = $1 and s.index_id = $2 and s.kind = any ($3::text[]::"char"[])
          and s.file_id = any (array(
            select file_id from keelson.index_file
            where tenant_id = $1 and index_id = $2 and starts_with(path, $4))))
      select area.*, (select count(*)::int from area) as total
      from area order by symbol_id limit $5 offset $6`,
    parameters: [index.tenant, index.id, CALLABLE_KINDS, path, page.limit, page.offset],
  });
  return { symbols: rows.map(toGraphSymbol), total: rows[0]?.total ?? 0 };
}

/** Functions expanded in one go. */
const BATCH = 500;

/**
 * These functions and the calls from them. What is called outside of them becomes a node when `outside` says so; else
 * only calls among them are kept.
 */
export async function graphOf(
  tx: Tx,
  index: IndexRef,
  symbols: readonly GraphSymbol[],
  options: { indirect: boolean; outside: boolean },
): Promise<Walk> {
  const walk = startWalk(symbols);
  for (let from = 0; from < symbols.length; from += BATCH) {
    const batch = symbols.slice(from, from + BATCH);
    const found = await expandCallees(tx, index, batch, { ...WALK_BOUNDS, indirect: options.indirect });
    if (options.outside) {
      for (const symbol of found.symbols.values()) {
        if (!walk.nodes.has(symbol.id)) walk.nodes.set(symbol.id, { symbol, depth: 1 });
      }
    }
    walk.edges.push(...found.edges.filter(({ to }) => to !== undefined && walk.nodes.has(to)));
    walk.stops.pointers += found.stops.pointers;
    walk.stops.undefined += found.stops.undefined;
    walk.cut.fanout ||= found.fanout;
  }
  return walk;
}
