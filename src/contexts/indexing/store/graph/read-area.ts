import type { Tx } from '../../../../kernel/context.ts';
import type { GraphSymbol } from '../../domain/graph/graph-types.ts';
import type { Walk } from '../../domain/graph/walk.ts';
import type { IndexRef } from '../queries/find-index.ts';
import { expandCallees } from './expand-callees.ts';
import { CALLABLE_KINDS, JOIN_FILE, SYMBOL_COLUMNS, toGraphSymbol } from './read-symbols.ts';
import type { SymbolRow } from './read-symbols.ts';
import { startWalk, WALK_BOUNDS } from './walk-graph.ts';
import { symbolOf } from '../partitions.ts';

/**
 * Functions of files whose path starts so, in the order of files, and how many there are. The blocks of names say
 * which symbols are whose, so it costs what the area holds. Each inner LIMIT is more than there can be: it keeps the
 * planner from joining the other way round, through all symbols.
 */
export async function readArea(
  tx: Tx,
  index: IndexRef,
  path: string,
  page: { limit: number; offset: number },
): Promise<{ symbols: GraphSymbol[]; total: number }> {
  const rows = await tx.query<(SymbolRow | { symbol_id: null }) & { total: number }>({
    name: 'indexing_graph_area',
    sql: `with area as materialized (
        select s.symbol_id from (
          select file_id from keelson.index_file
          where tenant_id = $1 and index_id = $2 and starts_with(path, $4)) wanted
        cross join lateral (
          select base_id, length(kinds) as symbols from keelson.index_name
          where tenant_id = $1 and index_id = $2 and file_id = wanted.file_id order by base_id limit 10000) block
        cross join lateral (
          select symbol_id from keelson.index_symbol
          where tenant_id = $1 and index_id = $2
            and symbol_id >= block.base_id and symbol_id < block.base_id + block.symbols
            and kind = any ($3::text[]::"char"[])
          order by symbol_id limit 128) s),
      page as (select symbol_id from area order by symbol_id limit $5 offset $6)
      select ${SYMBOL_COLUMNS}, counted.total
      from (select count(*)::int as total from area) counted
      left join (page
        ${symbolOf('page.symbol_id', '*')}
        ${JOIN_FILE}) on true
      order by s.symbol_id`,
    parameters: [index.tenant, index.id, CALLABLE_KINDS, path, page.limit, page.offset],
  });
  // Past the last there is one row all the same, which has the total.
  const symbols = rows.flatMap((row) => (row.symbol_id === null ? [] : [toGraphSymbol(row)]));
  return { symbols, total: rows[0]!.total };
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
