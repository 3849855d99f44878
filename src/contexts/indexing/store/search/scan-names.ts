import type { Tx } from '../../../../kernel/context.ts';
import type { IndexRef } from '../queries/find-index.ts';
import {
  MOST_MATCHES,
  NAME_PASSES,
  type NameMatch,
  parametersOf,
  type SearchFilter,
} from './search-filter.ts';
import { boundsOf, GROUP_SIZE } from './gram-layout.ts';
import { readCandidates } from './read-candidates.ts';

/** Past so many groups of blocks, reading all names in a row is faster than looking blocks up. */
const MOST_GROUPS = 8192;

const ALL_BLOCKS = `(select base_id, file_id, language, kinds, names from keelson.index_name
        where tenant_id = $1 and index_id = $2)`;

/**
 * Those of the groups whose first ids are in $8 and last ones in $9, and those after $10. The bounds come as they are
 * and the LIMIT says what each group can hold at most: with `first + 31`, which is not leakproof, row-level security
 * keeps the upper bound from the B-tree, and without the LIMIT a plan may read the whole table instead.
 */
export const CHOSEN_BLOCKS = `(select chosen.* from unnest($8::int[], $9::int[]) as wanted (first, last)
        cross join lateral (
          select base_id, file_id, language, kinds, names from keelson.index_name
          where tenant_id = $1 and index_id = $2 and base_id >= first and base_id <= last limit ${GROUP_SIZE}) chosen
        union all
        select base_id, file_id, language, kinds, names from keelson.index_name
        where tenant_id = $1 and index_id = $2 and base_id > $10 and base_id <= 2147483647)`;

const namesIn = (blocks: string): string => `
  select b.base_id + u.n::int - 1 as id, u.name, substr(b.kinds, u.n::int, 1) as kind, b.file_id
  from ${blocks} b cross join lateral string_to_table(b.names, E'\\n') with ordinality as u (name, n)
  where position($3::text in b.names) > 0 and position($3::text in u.name) > 0 and ${NAME_PASSES}
  limit ${MOST_MATCHES + 1}`;

const IN_ALL = { name: 'indexing_scan_names', sql: namesIn(ALL_BLOCKS) };
const IN_CHOSEN = { name: 'indexing_look_names_up', sql: namesIn(CHOSEN_BLOCKS) };

/**
 * Symbols whose names hold `query` (in lower case), ignoring case; at most {@link MOST_MATCHES} and one. Names are in
 * lower case.
 */
export async function scanNames(
  tx: Tx,
  index: IndexRef,
  query: string,
  filter: SearchFilter,
): Promise<NameMatch[]> {
  const parameters = parametersOf(index, query, filter);
  const candidates = await readCandidates(tx, index, query, 'name');
  if (candidates === undefined || candidates.ids.length > MOST_GROUPS) {
    return tx.query<NameMatch>({ ...IN_ALL, parameters });
  }
  return tx.query<NameMatch>({
    ...IN_CHOSEN,
    parameters: [...parameters, ...boundsOf(candidates.ids), candidates.lastId],
  });
}
