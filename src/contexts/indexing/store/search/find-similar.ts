import type { Tx } from '../../../../kernel/context.ts';
import { eachGram, gramsOf } from '../../domain/grams.ts';
import { editDistance, mostEdits } from '../../domain/nearest-names.ts';
import { pickMostFrequent } from '../../domain/pick-frequent.ts';
import type { IndexRef } from '../queries/find-index.ts';
import { boundsOf, groupOf } from './gram-layout.ts';
import { readLists } from './read-candidates.ts';
import { CHOSEN_BLOCKS } from './scan-names.ts';
import { NAME_PASSES, type NameMatch, parametersOf, type SearchFilter } from './search-filter.ts';

/** Groups of blocks that are looked at: those with most of the query's grams. */
const MOST_GROUPS = 512;
/** Blocks that are looked at without grams: all of those of an index too small to have grams. */
const MOST_BLOCKS = 4096;
/** Lists read: a long query says enough with its rarer grams. */
const MOST_LISTS = 24;
const MOST_NAMES = 20_000;

/** A name like the query. */
export interface SimilarName extends NameMatch {
  edits: number;
}

const similarIn = (blocks: string): string => `
  select b.base_id + u.n::int - 1 as id, u.name, substr(b.kinds, u.n::int, 1) as kind, b.file_id
  from ${blocks} b cross join lateral string_to_table(b.names, E'\\n') with ordinality as u (name, n)
  where length(u.name) between length($3) - $11::int and length($3) + $11::int and ${NAME_PASSES}
  limit ${MOST_NAMES}`;

const IN_CHOSEN = { name: 'indexing_similar_names', sql: similarIn(CHOSEN_BLOCKS) };
const IN_FIRST = {
  name: 'indexing_similar_names_in_first',
  sql: similarIn(`(select base_id, file_id, language, kinds, names from keelson.index_name
    where tenant_id = $1 and index_id = $2 and $8::int[] is null and $9::int[] is null and $10::int is null limit ${MOST_BLOCKS})`),
};

/**
 * Symbols whose names a misspelt `query` (in lower case) may have meant: among those that share most of its runs of
 * three characters, the ones that few edits away. Names are in lower case.
 */
export async function findSimilar(
  tx: Tx,
  index: IndexRef,
  query: string,
  filter: SearchFilter,
): Promise<SimilarName[]> {
  const edits = mostEdits(query);
  const read = await readLists(tx, index, query, 'name', MOST_LISTS);
  const chosen =
    read === undefined
      ? [null, null, null]
      : [...boundsOf(pickMostFrequent(read.lists, groupOf(read.lastId), MOST_GROUPS)), read.lastId];
  const names = await tx.query<NameMatch>({
    ...(read === undefined ? IN_FIRST : IN_CHOSEN),
    parameters: [...parametersOf(index, query, filter), ...chosen, edits],
  });
  const grams = new Set(gramsOf(query, 'name'));
  return names.flatMap((match) => {
    if (!sharesGram(match.name, grams)) return [];
    const distance = editDistance(query, match.name);
    return distance <= edits ? [{ ...match, edits: distance }] : [];
  });
}

/** Whether a name has one of these runs of three characters. */
export function sharesGram(name: string, grams: ReadonlySet<number>): boolean {
  let isShared = false;
  eachGram(name, (gram) => {
    isShared ||= grams.has(gram);
  });
  return isShared;
}
