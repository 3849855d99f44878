import type { Tx } from '../../../../kernel/context.ts';
import type { GraphSymbol } from '../../domain/graph/graph-types.ts';
import type { IndexRef } from '../queries/find-index.ts';
import { BODY_COLUMNS, CALLABLE_KINDS, JOIN_FILE, toBody } from './read-symbols.ts';
import type { BodyRow, SymbolBody } from './read-symbols.ts';
import type { ExpandLimits } from '../../domain/graph/walk.ts';
import { POSTING_COUNT, POSTING_IDS, symbolOf } from '../partitions.ts';

/** Ids are (chunk << 20) + n. */
const CHUNK_BITS = 20;

/** Someone whose calls name `callee`. */
export interface CallerOf {
  callee: string;
  body: SymbolBody;
}

/**
 * Symbols whose calls name one of these. Where all who bear a name are local to files of one chunk, only
 * that chunk's postings are read: a driver's `probe` would otherwise drown in those of all drivers.
 */
export async function readCallers(
  tx: Tx,
  index: IndexRef,
  byName: ReadonlyMap<string, readonly GraphSymbol[]>,
  { perName, rows }: Pick<ExpandLimits, 'perName' | 'rows'>,
): Promise<{ callers: CallerOf[]; fanout: boolean }> {
  if (byName.size === 0) return { callers: [], fanout: false };
  const found = await tx.query<BodyRow & { callee: string }>({
    name: 'indexing_graph_callers',
    sql: `select wanted.name as callee, ${BODY_COLUMNS}, (
        select count(*)::int from (select from keelson.index_symbol o
          where o.tenant_id = $1 and o.index_id = $2 and o.name = s.name and o.kind = any ($7::text[]::"char"[])
          limit 2) two) as namesakes
      from unnest($3::text[], $4::int2[]) wanted (name, chunk)
      cross join lateral (
        select id from keelson.index_posting p cross join ${POSTING_IDS}
        where p.tenant_id = $1 and p.index_id = $2 and p.key = wanted.name and p.kind = 'c'
          and (wanted.chunk is null or p.chunk = wanted.chunk)
        order by id limit $5) called
      ${symbolOf('called.id', '*')}
      ${JOIN_FILE}
      order by s.symbol_id limit $6`,
    parameters: [index.tenant, index.id, ...wantedNames(byName), perName + 1, rows + 1, CALLABLE_KINDS],
  });
  const counts = new Map<string, number>();
  for (const { callee } of found) counts.set(callee, (counts.get(callee) ?? 0) + 1);
  return {
    callers: found.slice(0, rows).map((row) => ({ callee: row.callee, body: toBody(row) })),
    fanout: found.length > rows || [...counts.values()].some((count) => count > perName),
  };
}

/** How many symbols call each name. Of names that are read of one chunk alone, those of that chunk: never too few. */
export async function countCallers(
  tx: Tx,
  index: IndexRef,
  byName: ReadonlyMap<string, readonly GraphSymbol[]>,
): Promise<Map<string, number>> {
  if (byName.size === 0) return new Map();
  const rows = await tx.query<{ name: string; callers: number }>({
    name: 'indexing_graph_count_callers',
    sql: `select wanted.name, sum(p.callers)::int as callers
      from unnest($3::text[], $4::int2[]) wanted (name, chunk)
      cross join lateral (
        select ${POSTING_COUNT} as callers from keelson.index_posting
        where tenant_id = $1 and index_id = $2 and key = wanted.name and kind = 'c'
          and (wanted.chunk is null or chunk = wanted.chunk)
        limit 2048) p
      group by wanted.name`,
    parameters: [index.tenant, index.id, ...wantedNames(byName)],
  });
  return new Map(rows.map(({ name, callers }) => [name, callers]));
}

/** Names, and for each the chunk that alone is looked at, if any. */
function wantedNames(
  byName: ReadonlyMap<string, readonly GraphSymbol[]>,
): [names: string[], chunks: (number | null)[]] {
  return [[...byName.keys()], [...byName.values()].map(chunkOf)];
}

function chunkOf(symbols: readonly GraphSymbol[]): number | null {
  const chunks = new Set(symbols.map(({ fileId }) => fileId >> CHUNK_BITS));
  return symbols.every(({ isFileLocal }) => isFileLocal) && chunks.size === 1 ? [...chunks][0]! : null;
}
