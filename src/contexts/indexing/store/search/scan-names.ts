import type { Tx } from '../../../../kernel/context.ts';
import type { IndexRef } from '../queries/find-index.ts';
import {
  MOST_MATCHES,
  NAME_PASSES,
  parametersOf,
  type ScannedName,
  type SearchFilter,
} from './search-filter.ts';

/** Blocks of the whole index. */
export const ALL_BLOCKS = `(select base_id, file_id, language, kinds, names from keelson.index_name
        where tenant_id = $1 and index_id = $2)`;

/** Those with ids after $8, which came after the dictionary. */
export const LATER_BLOCKS = `(select base_id, file_id, language, kinds, names from keelson.index_name
        where tenant_id = $1 and index_id = $2 and base_id > $8 and base_id <= 2147483647)`;

const namesIn = (blocks: string): string => `
  select b.base_id + u.n::int - 1 as id, u.name, substr(b.kinds, u.n::int, 1) as kind, b.file_id
  from ${blocks} b cross join lateral string_to_table(b.names, E'\\n') with ordinality as u (name, n)
  where position($3::text in b.names) > 0 and position($3::text in u.name) > 0 and ${NAME_PASSES}
  limit ${MOST_MATCHES + 1}`;

const IN_ALL = { name: 'indexing_scan_names', sql: namesIn(ALL_BLOCKS) };
const IN_LATER = { name: 'indexing_scan_later_names', sql: namesIn(LATER_BLOCKS) };

/**
 * Symbols whose names hold `query` (in lower case), ignoring case; at most {@link MOST_MATCHES} and one. Names are in
 * lower case.
 *
 * @param after only those with higher ids.
 */
export async function scanNames(
  tx: Tx,
  index: IndexRef,
  query: string,
  filter: SearchFilter,
  after?: number,
): Promise<ScannedName[]> {
  const parameters = parametersOf(index, query, filter);
  return tx.query<ScannedName>(
    after === undefined ? { ...IN_ALL, parameters } : { ...IN_LATER, parameters: [...parameters, after] },
  );
}
