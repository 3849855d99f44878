import { createByteWriter } from '../varint.ts';
import { createNameFinder } from './name-bytes.ts';
import { sortTerms } from './sort-terms.ts';
import type { TermArena } from './term-arena.ts';
import { createUseWriter } from './use-format.ts';

/** Consecutive names of a dictionary. */
export interface TermBlock {
  /** The shortest start of its first name that comes after every name before it; empty for the first block. */
  first: Uint8Array;
  /** The names, front-coded; good until the next block is made. */
  names: Uint8Array;
  /** What they stand for; see {@link createUseWriter}. Good until the next block is made. */
  uses: Uint8Array;
}

/** Bytes of a block before it is compressed, which halves them: rows above 2 KB would be moved out of line. */
const BLOCK_BYTES = 3500;
/** Names that share more are not torn apart, so that no block's `first` is too long for a B-tree. */
const LONGEST_FIRST = 1000;
const MOST_SHARED = 255;

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
  for (const term of sortTerms(terms)) {
    const { slab, start, size } = find(term);
    let shared = 0;
    const most = Math.min(size, lastSize);
    while (shared < most && slab[start + shared] === last[shared]) shared++;
    if (names.size() + uses.size() >= BLOCK_BYTES && shared < LONGEST_FIRST) {
      yield { first, names: names.written(), uses: uses.written() };
      first = slab.slice(start, start + shared + 1);
      names.clear();
      uses.clear();
      writeUse = createUseWriter(uses);
    }
    const repeated = names.size() === 0 ? 0 : Math.min(shared, MOST_SHARED);
    names.byte(repeated);
    names.varint(size - repeated);
    names.bytes(slab, start + repeated, start + size);
    if (size > last.length) {
      last = new Uint8Array(2 * size);
      shared = 0;
    }
    for (let at = shared; at < size; at++) last[at] = slab[start + at]!;
    lastSize = size;
    writeUse(arena.useOf(term));
  }
  if (names.size() > 0) yield { first, names: names.written(), uses: uses.written() };
}
