import type { NameBytes } from '../../domain/front-coded.ts';
import { createStarts, readBlocks, readBlocksFrom, termsOf } from './read-terms.ts';
import type { NameSearch } from './find-names.ts';
import { type MacroMatch, type NameMatch, wantsMacros } from './search-filter.ts';

/** What a search has found in a dictionary. Names are as written. */
export interface Gathered {
  symbols: NameMatch[];
  macros: MacroMatch[];
  /** Whether every block was read. */
  isAll: boolean;
}

/** Blocks read at once: few at first, which is all there are for most prefixes. */
const FIRST_BLOCKS = 4;
const MORE_BLOCKS = 32;
/** With more blocks, a search takes longer than it should. */
const MOST_BLOCKS = 256;
const BATCH_BLOCKS = 128;

/** Reads names that start with `start`, in their order, until there are `most` matches; undefined without a dictionary. */
export async function gatherFrom(
  search: NameSearch,
  start: string,
  most: number,
): Promise<Gathered | undefined> {
  const { tx, index } = search;
  const gathered: Gathered = { symbols: [], macros: [], isAll: false };
  const isWanted = createStarts(start);
  for (let skip = 0; skip < MOST_BLOCKS && matchesIn(gathered) < most;) {
    const count = skip === 0 ? FIRST_BLOCKS : MORE_BLOCKS;
    const blocks = await readBlocksFrom(tx, index, start, { skip, most: count });
    if (blocks === undefined) return undefined;
    take(search, blocks, isWanted, gathered);
    if (blocks.length < count) return { ...gathered, isAll: matchesIn(gathered) < most };
    skip += count;
  }
  return gathered;
}

/**
 * Reads the names of blocks that pass a test, until there are `most` matches. The last blocks come first: names in
 * lower case are those of code, and those before them mostly constants, of which register headers have millions.
 */
export async function gatherIn(
  search: NameSearch,
  numbers: Int32Array,
  isWanted: (name: NameBytes) => boolean,
  most: number,
): Promise<Gathered> {
  const mostBlocks = search.mostBlocks ?? MOST_BLOCKS;
  const gathered: Gathered = { symbols: [], macros: [], isAll: numbers.length <= mostBlocks };
  const first = Math.max(0, numbers.length - mostBlocks);
  const batches: Int32Array[] = [];
  for (let to = numbers.length; to > first; to -= BATCH_BLOCKS) {
    batches.push(numbers.subarray(Math.max(first, to - BATCH_BLOCKS), to));
  }
  // They come one after the other: the names of one are read while the next is on its way.
  await Promise.all(
    batches.map(async (batch) => {
      const blocks = await readBlocks(search.tx, search.index, batch);
      if (matchesIn(gathered) <= most) take(search, blocks, isWanted, gathered);
    }),
  );
  return { ...gathered, isAll: gathered.isAll && matchesIn(gathered) <= most };
}

function matchesIn({ symbols, macros }: Gathered): number {
  return symbols.length + macros.length;
}

function take(
  { filter }: NameSearch,
  blocks: readonly Uint8Array[],
  isWanted: (name: NameBytes) => boolean,
  { symbols, macros }: Gathered,
): void {
  const { kinds } = filter;
  const takesMacros = wantsMacros(filter);
  for (const { name, symbols: ids, macros: places } of termsOf(blocks, isWanted)) {
    for (const { id, kind } of ids) {
      const letter = String.fromCharCode(kind);
      if (kinds === undefined || kinds.includes(letter)) symbols.push({ id, name, kind: letter });
    }
    if (takesMacros) for (const place of places) macros.push({ ...place, name });
  }
}
