import type { Tx } from '../../../../kernel/context.ts';
import { unplanned } from '../partitions.ts';
import type { IndexRef } from '../queries/find-index.ts';
import {
  MOST_MATCHES,
  type NameMatch,
  parametersOf,
  type SearchFilter,
  SYMBOL_PASSES,
} from './search-filter.ts';
import { boundsOf, GROUP_SIZE } from './gram-layout.ts';
import { readCandidates } from './read-candidates.ts';

/** Past so many groups of symbols the rest is left out: reading all documentation takes hundreds of milliseconds. */
const MOST_GROUPS = 1024;

const ALL_SYMBOLS = `(select symbol_id, file_id, name, kind, doc from keelson.index_symbol
        where tenant_id = $1 and index_id = $2 and doc is not null)`;

/**
 * Those of the groups whose first ids are in $8 and last ones in $9, and those after $10. The bounds come as
 * they are and the LIMIT says what each group can hold at most: with `first + 31`, which is not leakproof, row-level
 * security keeps the upper bound from the B-tree, and without the LIMIT a plan may read the whole table instead.
 */
const CHOSEN_SYMBOLS = `(select chosen.* from unnest(${unplanned('$8::int[]')}, ${unplanned('$9::int[]')}) as wanted (first, last)
        cross join lateral (
          select symbol_id, file_id, name, kind, doc from keelson.index_symbol
          where tenant_id = $1 and index_id = $2 and symbol_id >= first and symbol_id <= last
          limit ${GROUP_SIZE}) chosen
        union all
        select symbol_id, file_id, name, kind, doc from keelson.index_symbol
        where tenant_id = $1 and index_id = $2 and symbol_id > ${unplanned('$10::int')} and symbol_id <= 2147483647)`;

const docsIn = (symbols: string): string => `
  select s.symbol_id as id, s.name, s.kind::text as kind, s.file_id from ${symbols} s
  where position($3::text in lower(s.doc)) > 0 and ${SYMBOL_PASSES}
  limit ${MOST_MATCHES + 1}`;

const IN_ALL = { name: 'indexing_scan_docs', sql: docsIn(ALL_SYMBOLS) };
const IN_CHOSEN = { name: 'indexing_look_docs_up', sql: docsIn(CHOSEN_SYMBOLS) };

/** Symbols whose documentation holds `query` (in lower case), ignoring case; `isAll` when none was left out. */
export async function scanDocs(
  tx: Tx,
  index: IndexRef,
  query: string,
  filter: SearchFilter,
): Promise<{ matches: NameMatch[]; isAll: boolean }> {
  const parameters = parametersOf(index, query, filter);
  const candidates = await readCandidates(tx, index, query, 'doc');
  const matches = await (candidates === undefined
    ? tx.query<NameMatch>({ ...IN_ALL, parameters })
    : tx.query<NameMatch>({
        ...IN_CHOSEN,
        parameters: [...parameters, ...boundsOf(candidates.ids.subarray(0, MOST_GROUPS)), candidates.lastId],
      }));
  const isAll = matches.length <= MOST_MATCHES && (candidates?.ids.length ?? 0) <= MOST_GROUPS;
  return { matches: matches.slice(0, MOST_MATCHES), isAll };
}
