import { createByteWriter } from '../varint.ts';
import { createNameFinder, writeName } from './name-bytes.ts';
import { sortTerms } from './sort-terms.ts';
import type { TermArena, TermUse } from './term-arena.ts';
import { createUseWriter } from './use-format.ts';

/** A name of a block. */
export interface BlockTerm {
  /** Its number in the arena. */
  term: number;
  /** Bytes it has, and how many of them the name before has too. */
  size: number;
  shared: number;
  isAscii: boolean;
  use: TermUse;
}

/** Consecutive names of a dictionary. */
export interface TermBlock {
  /** The shortest start of its first name that comes after every name before it; empty for the first block. */
  first: Uint8Array;
  /** The names, front-coded; good until the next block is made. */
  names: Uint8Array;
  /** What they stand for; see {@link createUseWriter}. Good until the next block is made. */
  uses: Uint8Array;
  terms: BlockTerm[];
}

/** Bytes of a block before it is compressed, which halves them: rows above 2 KB would be moved out of line. */
const BLOCK_BYTES = 3500;
/** Names that share more are not torn apart, so that no block's `first` is too long for a B-tree. */
const LONGEST_FIRST = 1000;

/** All names in the order of their bytes with what they stand for, in blocks. The arena takes no more names. */
export function* encodeTerms(arena: TermArena): Generator<TermBlock> {
  const terms = arena.names();
  const find = createNameFinder(terms);
  const names = createByteWriter();
  const uses = createByteWriter();
  let writeUse = createUseWriter(uses);
  let last = new Uint8Array(256);
  let lastSize = 0;
  let first = new Uint8Array(0);
  let inBlock: BlockTerm[] = [];
  /** Place of the last name's first byte that is not ASCII. */
  let foreignAt = Infinity;
  for (const term of sortTerms(terms)) {
    const { slab, start, size } = find(term);
    let shared = 0;
    const most = Math.min(size, lastSize);
    while (shared < most && slab[start + shared] === last[shared]) shared++;
    if (names.size() + uses.size() >= BLOCK_BYTES && shared < LONGEST_FIRST) {
      yield { first, names: names.written(), uses: uses.written(), terms: inBlock };
      inBlock = [];
      first = slab.slice(start, start + shared + 1);
      names.clear();
      uses.clear();
      writeUse = createUseWriter(uses);
    }
    writeName(names, { slab, start, size }, names.size() === 0 ? 0 : shared);
    if (size > last.length) last = grown(last, 2 * size);
    if (foreignAt >= shared) foreignAt = Infinity;
    for (let at = shared; at < size; at++) {
      const byte = slab[start + at]!;
      last[at] = byte;
      if (byte > 127 && foreignAt > at) foreignAt = at;
    }
    lastSize = size;
    const use = arena.useOf(term);
    writeUse(use);
    inBlock.push({ term, size, shared, isAscii: foreignAt === Infinity, use });
  }
  if (names.size() > 0) yield { first, names: names.written(), uses: uses.written(), terms: inBlock };
}

function grown(bytes: Uint8Array<ArrayBuffer>, size: number): Uint8Array<ArrayBuffer> {
  const larger = new Uint8Array(size);
  larger.set(bytes);
  return larger;
}
