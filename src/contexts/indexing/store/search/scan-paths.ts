import type { Tx } from '../../../../kernel/context.ts';
import { unplanned } from '../partitions.ts';
import type { IndexRef } from '../queries/find-index.ts';
import { LAST, MOST_MATCHES, parametersOf, type SearchFilter } from './search-filter.ts';
import { readCandidates } from './read-candidates.ts';

export interface PathMatch {
  id: number;
  path: string;
}

/** Past so many files, reading all paths in a row is faster than looking files up. */
const MOST_FILES = 8192;

const ALL_FILES = `(select file_id, path, language from keelson.index_file where tenant_id = $1 and index_id = $2)`;

/** Those in $8, and those after $9. */
const CHOSEN_FILES = `(select chosen.* from unnest(${unplanned('$8::int[]')}) wanted cross join lateral (
          select file_id, path, language from keelson.index_file
          where tenant_id = $1 and index_id = $2 and file_id = wanted) chosen
        union all
        select file_id, path, language from keelson.index_file
        where tenant_id = $1 and index_id = $2 and file_id > ${unplanned('$9::int')} and file_id <= 2147483647)`;

// $4, the kinds of symbols, says nothing of files: it is named so that every statement has the same parameters.
const pathsIn = (files: string, condition: string): string => `
  select f.file_id as id, f.path from ${files} f
  where ${condition} and ($4::text is null or true)
    and ($5::text is null or f.language = $5) and ($6::text is null or f.path >= $6 and f.path < $7)
  limit ${MOST_MATCHES + 1}`;

const HOLDS = 'position($3::text in lower(f.path)) > 0';
const IN_ALL = { name: 'indexing_scan_paths', sql: pathsIn(ALL_FILES, HOLDS) };
const IN_CHOSEN = { name: 'indexing_look_paths_up', sql: pathsIn(CHOSEN_FILES, HOLDS) };
const STARTING = {
  name: 'indexing_find_paths',
  sql: pathsIn(ALL_FILES, `f.path >= ${unplanned('$3::text')} and f.path < ${unplanned('$8::text')}`),
};

/** Files whose paths hold `query` (in lower case), ignoring case; at most {@link MOST_MATCHES} and one. */
export async function scanPaths(
  tx: Tx,
  index: IndexRef,
  query: string,
  filter: SearchFilter,
): Promise<PathMatch[]> {
  const parameters = parametersOf(index, query, filter);
  const candidates = await readCandidates(tx, index, query, 'path');
  if (candidates === undefined || candidates.ids.length > MOST_FILES) {
    return tx.query<PathMatch>({ ...IN_ALL, parameters });
  }
  return tx.query<PathMatch>({
    ...IN_CHOSEN,
    parameters: [...parameters, [...candidates.ids], candidates.lastId],
  });
}

/** Files whose paths start with `query`, case and all. */
export async function findPaths(
  tx: Tx,
  index: IndexRef,
  query: string,
  filter: SearchFilter,
): Promise<PathMatch[]> {
  return tx.query<PathMatch>({
    ...STARTING,
    parameters: [...parametersOf(index, query, filter), query + LAST],
  });
}
