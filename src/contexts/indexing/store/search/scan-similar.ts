import type { Tx } from '../../../../kernel/context.ts';
import { createLikeness } from '../../domain/likeness.ts';
import type { IndexRef } from '../queries/find-index.ts';
import { ALL_BLOCKS, LATER_BLOCKS } from './scan-names.ts';
import {
  NAME_PASSES,
  parametersOf,
  type ScannedName,
  type SearchFilter,
  type Similar,
} from './search-filter.ts';

/** Blocks that are looked at: all of those of an index too small to have a dictionary. */
const MOST_BLOCKS = 4096;
const MOST_NAMES = 20_000;

const similarIn = (blocks: string, edits: string): string => `
  select b.base_id + u.n::int - 1 as id, u.name, substr(b.kinds, u.n::int, 1) as kind, b.file_id
  from ${blocks} b cross join lateral string_to_table(b.names, E'\\n') with ordinality as u (name, n)
  where length(u.name) between length($3) - ${edits}::int and length($3) + ${edits}::int and ${NAME_PASSES}
  limit ${MOST_NAMES}`;

const IN_FIRST = {
  name: 'indexing_similar_names',
  sql: similarIn(`(select * from ${ALL_BLOCKS} every limit ${MOST_BLOCKS})`, '$8'),
};
const IN_LATER = { name: 'indexing_similar_later_names', sql: similarIn(LATER_BLOCKS, '$9') };

const COUNT_BLOCKS = {
  name: 'indexing_similar_blocks',
  sql: `select count(*)::int as blocks from (select from ${ALL_BLOCKS} every limit ${MOST_BLOCKS + 1}) few`,
};

/**
 * Symbols whose names a misspelt `query` (in lower case) may have meant: those that share a run of three characters
 * with it and are few edits away. Names are in lower case. `isAll` is false when there were more names than are looked at.
 *
 * @param after only those with higher ids.
 */
export async function scanSimilar(
  tx: Tx,
  index: IndexRef,
  query: string,
  filter: SearchFilter,
  after?: number,
): Promise<{ matches: Similar<ScannedName>[]; isAll: boolean }> {
  const { most, editsOf } = createLikeness(query);
  const parameters = parametersOf(index, query, filter);
  const [names, fits] = await Promise.all([
    tx.query<ScannedName>(
      after === undefined
        ? { ...IN_FIRST, parameters: [...parameters, most] }
        : { ...IN_LATER, parameters: [...parameters, after, most] },
    ),
    after !== undefined || hasFewBlocks(tx, index),
  ]);
  const matches = names.flatMap((match) => {
    const edits = editsOf(match.name);
    return edits === undefined ? [] : [{ ...match, edits }];
  });
  return { matches, isAll: fits && names.length < MOST_NAMES };
}

async function hasFewBlocks(tx: Tx, index: IndexRef): Promise<boolean> {
  const [counted] = await tx.query<{ blocks: number }>({
    ...COUNT_BLOCKS,
    parameters: [index.tenant, index.id],
  });
  return counted!.blocks <= MOST_BLOCKS;
}
