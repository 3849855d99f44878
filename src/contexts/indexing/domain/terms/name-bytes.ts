import { SLAB_BITS, SLAB_MASK } from './term-arena.ts';
import type { TermNames } from './term-arena.ts';
import type { ByteWriter } from '../varint.ts';

/** Where the bytes of a name are. */
export interface NamePlace {
  slab: Uint8Array;
  start: number;
  size: number;
}

/** Looks names up; the answer is good until the next one. */
export function createNameFinder({ slabs, starts }: TermNames): (name: number) => NamePlace {
  const found: NamePlace = { slab: new Uint8Array(0), start: 0, size: 0 };
  return (name) => {
    const at = starts[name]!;
    const slab = slabs[at >>> SLAB_BITS]!;
    let start = at & SLAB_MASK;
    let size = slab[start++]!;
    if (size > 127) {
      size &= 127;
      for (let shift = 7, byte = 128; byte > 127; shift += 7) {
        byte = slab[start++]!;
        size |= (byte & 127) << shift;
      }
    }
    found.slab = slab;
    found.start = start;
    found.size = size;
    return found;
  };
}

/** More cannot be said in a byte. */
const MOST_SHARED = 255;

/** Front-codes a name that shares so many bytes with the one before it in its list. */
export function writeName(to: ByteWriter, { slab, start, size }: NamePlace, shared: number): void {
  const repeated = Math.min(shared, MOST_SHARED);
  to.byte(repeated);
  to.varint(size - repeated);
  to.bytes(slab, start + repeated, start + size);
}
