import { type BestUses, noBest, offerUses, partsOf, type TermPart } from './best-uses.ts';
import type { BlockTerm } from './encode-terms.ts';
import type { NamePlace } from './name-bytes.ts';

/** How names that start with a query are read, block after block, and what is kept of them. */
export interface StartBounds {
  /** Blocks read at first, then at once, and in all. */
  first: number;
  more: number;
  most: number;
  /** No more blocks are read once there are so many matches. */
  enough: number;
  /** Symbols, and macros, that are counted and ranked. */
  mostMatches: number;
  /** Of which so many are kept. */
  kept: number;
  /** Matches in whole blocks, after the first, with which a start is popular. */
  popular: number;
}

/** A start that many names have, and what reading these would give. */
export interface PopularStart {
  start: Uint8Array;
  /** Symbols, and macros, that there are. */
  symbols: number;
  macros: number;
  /** Whether all names that start so are counted. */
  isAll: boolean;
  /** The best of them, in the order of their names. */
  best: TermPart[];
}

/** A start while its names are read; counts are of all names before it. */
interface OpenStart {
  /** Bytes it has, which are those of its first name. */
  size: number;
  term: number;
  best: BestUses;
  block: number;
  symbolsBefore: number;
  macrosBefore: number;
  end?: { symbols: number; macros: number };
  isBroken: boolean;
}

/** A block whose starts are not known yet. */
interface WaitingBlock {
  /** Bytes that all its names share with the one before its first. */
  shared: number;
  terms: readonly BlockTerm[];
  matches: number;
}

/** Finds the popular starts of a dictionary while its blocks are made. */
export interface StartFinder {
  add(block: readonly BlockTerm[]): void;
  /** To be called after the last block. */
  end(): void;
}

const utf8 = new TextDecoder('utf-8', { ignoreBOM: true });
/** Characters of four bytes: text puts them before some of three, bytes after all of these. */
const FOUR_BYTES = 0xf0;

/**
 * Finds every start that all names of some blocks have, with `popular` matches, and the last names of the block before
 * them. A block waits for those after it; then its names are looked at once, for all starts that they have at the same
 * time.
 */
export function createStartFinder(
  find: (term: number) => NamePlace,
  bounds: StartBounds,
  onStart: (start: PopularStart) => void,
): StartFinder {
  const waiting: WaitingBlock[] = [];
  /** From the shortest on; each starts with those before it. */
  const open: OpenStart[] = [];
  let block = 0;
  let order = 0;
  let symbols = 0;
  let macros = 0;

  function closeAfter(shared: number): void {
    while (open.length > 0 && open.at(-1)!.size > shared) {
      const { size, term, best, symbolsBefore, macrosBefore, end, isBroken } = open.pop()!;
      if (isBroken) continue;
      const counts = end ?? { symbols: symbols - symbolsBefore, macros: macros - macrosBefore };
      const isAll = end === undefined && counts.symbols + counts.macros < bounds.enough;
      const { slab, start } = find(term);
      const bytes = slab.slice(start, start + size);
      onStart({ start: bytes, ...counts, isAll, best: partsOf(best, bounds.kept) });
    }
  }

  function openTo(most: number, { term, size, shared, isAscii }: BlockTerm): void {
    const { slab, start } = find(term);
    for (let length = shared + 1; length <= most; length++) {
      // A start ends where a character does.
      if (!isAscii && length < size && slab[start + length]! >> 6 === 2) continue;
      const characters = isAscii ? length : utf8.decode(slab.subarray(start, start + length)).length;
      open.push({
        size: length,
        term,
        best: noBest(characters),
        block,
        symbolsBefore: symbols,
        macrosBefore: macros,
        isBroken: false,
      });
    }
  }

  function offer(name: BlockTerm): void {
    let characters = name.size;
    if (!name.isAscii) {
      const { slab, start, size } = find(name.term);
      const bytes = slab.subarray(start, start + size);
      characters = utf8.decode(bytes).length;
      if (bytes.some((byte) => byte >= FOUR_BYTES)) for (const one of open) one.isBroken = true;
    }
    for (const { best, symbolsBefore, macrosBefore } of open) {
      if (characters > best.longest) continue;
      const left = {
        symbols: bounds.mostMatches - (symbols - symbolsBefore),
        macros: bounds.mostMatches - (macros - macrosBefore),
      };
      offerUses(best, bounds.kept, name, { length: characters, order, ...left });
    }
    order++;
    symbols += name.use.symbols.length;
    macros += name.use.macros.length;
  }

  /** Ends what would not be read any further. */
  function endBlock(): void {
    block++;
    for (const one of open) {
      const read = block - one.block;
      const isStep = read >= bounds.first && (read - bounds.first) % bounds.more === 0;
      if (one.end !== undefined || !isStep) continue;
      const found = { symbols: symbols - one.symbolsBefore, macros: macros - one.macrosBefore };
      if (read < bounds.most && found.symbols + found.macros < bounds.enough) continue;
      one.end = found;
      one.best.longest = -1;
    }
  }

  /** Takes the block that waits longest; starts up to `most` bytes that begin in it are popular. */
  function take(most: number): void {
    const { terms } = waiting.shift()!;
    const opening = opensAt(terms, most);
    // Of millions of names: entries would be as many arrays.
    for (let at = 0; at < terms.length; at++) {
      const name = terms[at]!;
      closeAfter(name.shared);
      const until = opening.get(at);
      if (until !== undefined) openTo(until, name);
      offer(name);
    }
    endBlock();
  }

  return {
    add(terms) {
      waiting.push({ shared: sharedBy(terms), terms, matches: matchesIn(terms) });
      for (let most = popularAfterFirst(); most !== undefined; most = popularAfterFirst()) take(most);
    },
    end() {
      while (waiting.length > 0) take(0);
      closeAfter(0);
    },
  };

  /** Bytes of the longest popular start in the block that waits longest; undefined while more blocks must be seen. */
  function popularAfterFirst(): number | undefined {
    let most = Infinity;
    let matches = 0;
    for (const block of waiting.slice(1)) {
      matches += block.matches;
      most = Math.min(most, block.shared);
      if (matches >= bounds.popular || most === 0) return most;
    }
    return undefined;
  }
}

function sharedBy(terms: readonly BlockTerm[]): number {
  return terms.reduce((least, { shared }) => Math.min(least, shared), Infinity);
}

function matchesIn(terms: readonly BlockTerm[]): number {
  return terms.reduce((sum, { use }) => sum + use.symbols.length + use.macros.length, 0);
}

/** Where the starts of up to `most` bytes begin that the last name has: places of names, and bytes of the longest. */
function opensAt(terms: readonly BlockTerm[], most: number): ReadonlyMap<number, number> {
  const opening = new Map<number, number>();
  let left = most;
  for (let at = terms.length - 1; at >= 0 && left > 0; at--) {
    const { shared } = terms[at]!;
    if (shared >= left) continue;
    opening.set(at, left);
    left = shared;
  }
  return opening;
}
