import { SLAB_BITS, SLAB_MASK } from './term-arena.ts';
import type { TermNames } from './term-arena.ts';

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
