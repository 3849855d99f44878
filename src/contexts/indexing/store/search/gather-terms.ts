import type { NameBytes } from '../../domain/front-coded.ts';
import { bestStarting, type StartingNames } from '../../domain/terms/best-starting.ts';
import { splitBlocks, type Term } from '../../domain/terms/decode-terms.ts';
import { inflateBlocks } from './compress-blocks.ts';
import { readStarting } from './read-starts.ts';
import { createStarts, readBlocks, readBlocksFrom, termsOf } from './read-terms.ts';
import type { NameSearch } from './find-names.ts';
import { type MacroMatch, MOST_MATCHES, type NameMatch, wantsMacros } from './search-filter.ts';
import { START_BOUNDS } from './start-bounds.ts';

/** What a search has found in a dictionary. Names are as written. */
export interface Gathered {
  symbols: NameMatch[];
  macros: MacroMatch[];
  /** Whether every block was read. */
  isAll: boolean;
  /** How many there are, where these are only the best. */
  total?: number;
}

/** With more blocks, a search takes longer than it should. */
const MOST_BLOCKS = 256;
const BATCH_BLOCKS = 128;

/**
 * What {@link gatherFrom} gives for the query, or the best of it, when these are enough and were chosen beforehand. Nothing may be gone of
 * what the dictionary has.
 */
export async function gatherStarting(search: NameSearch, most: number): Promise<Gathered | undefined> {
  const { tx, index, query, filter, enough = Infinity } = search;
  if (enough > START_BOUNDS.kept || filter.kinds !== undefined) return gatherFrom(search, most);
  const read = await readStarting(tx, index, query, START_BOUNDS.first);
  if (read === undefined) return undefined;
  if (read.popular !== undefined) return gatherBest(search, read.popular);
  // Others are read where this is not all; they may be few of very many.
  if (read.blocks.length === START_BOUNDS.first) return gatherFrom(search, most, read.blocks);
  const parts = splitBlocks(inflateBlocks(read.blocks));
  const ranked = bestStarting(parts, query, { kept: enough, mostMatches: MOST_MATCHES });
  if (ranked === undefined) return gatherFrom(search, most, read.blocks);
  return gatherBest(search, { ...ranked, isAll: ranked.symbols + ranked.macros < most });
}

function gatherBest(
  search: NameSearch,
  { best, symbols, macros, isAll }: StartingNames & { isAll: boolean },
): Gathered {
  const total = Math.min(symbols, MOST_MATCHES) + Math.min(macros, MOST_MATCHES);
  const gathered: Gathered = { symbols: [], macros: [], isAll, total };
  take(search, best, gathered);
  return gathered;
}

/** Reads names that start with the query, in their order, until there are `most` matches; undefined without a dictionary. */
export async function gatherFrom(
  search: NameSearch,
  most: number,
  firstBlocks?: Uint8Array[],
): Promise<Gathered | undefined> {
  const { tx, index, query } = search;
  const gathered: Gathered = { symbols: [], macros: [], isAll: false };
  const isWanted = createStarts(query);
  for (let skip = 0; skip < START_BOUNDS.most && matchesIn(gathered) < most;) {
    const count = skip === 0 ? START_BOUNDS.first : START_BOUNDS.more;
    const isRead = skip === 0 && firstBlocks !== undefined;
    const blocks = isRead ? firstBlocks : await readBlocksFrom(tx, index, query, { skip, most: count });
    if (blocks === undefined) return undefined;
    take(search, termsOf(blocks, isWanted), gathered);
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
      if (matchesIn(gathered) <= most) take(search, termsOf(blocks, isWanted), gathered);
    }),
  );
  return { ...gathered, isAll: gathered.isAll && matchesIn(gathered) <= most };
}

function matchesIn({ symbols, macros }: Gathered): number {
  return symbols.length + macros.length;
}

function take({ filter }: NameSearch, terms: readonly Term[], { symbols, macros }: Gathered): void {
  const { kinds } = filter;
  const takesMacros = wantsMacros(filter);
  for (const { name, symbols: ids, macros: places } of terms) {
    for (const { id, kind } of ids) {
      const letter = String.fromCharCode(kind);
      if (kinds === undefined || kinds.includes(letter)) symbols.push({ id, name, kind: letter });
    }
    if (takesMacros) for (const place of places) macros.push({ ...place, name });
  }
}
