import { eachGram, GRAM_BITS, GRAM_SPACES } from './grams.ts';
import type { GramSpace } from './grams.ts';

/** Gathers which texts hold which grams. */
export interface GramPostings {
  /** Adds a text under an id; ids must not descend. A gram that comes again under the same id counts once. */
  add(id: number, text: string): void;
  /** Each gram with the ids of its texts as `encodeIds` writes them; grams ascend. */
  entries(): Generator<{ gram: number; ids: Uint8Array }>;
}

const GRAMS = 1 << GRAM_BITS;
/** Lists grow by segments of 32 bytes: 28 of the list, and the place of the next segment. */
const SEGMENT = 32;
const DATA = 28;
const SLAB_BITS = 20;
const SLAB = 1 << SLAB_BITS;

/**
 * Makes a collector. All lists grow side by side in slabs of 1 MB, already encoded: a million texts' worth of ids in
 * arrays of their own took ten times the memory.
 */
export function createGramPostings(space: GramSpace): GramPostings {
  const slabs: Uint8Array[] = [];
  /** Place of each list's first segment and of its next byte, plus 1; 0 for a list that is empty. */
  const heads = new Int32Array(GRAMS);
  const ends = new Int32Array(GRAMS);
  const sizes = new Int32Array(GRAMS);
  const last = new Int32Array(GRAMS).fill(-1);
  let used = 0;

  function newSegment(): number {
    if (used === slabs.length * SLAB) slabs.push(new Uint8Array(SLAB));
    const place = used;
    used += SEGMENT;
    return place;
  }

  function push(gram: number, byte: number): void {
    let end = ends[gram]! - 1;
    if (end < 0) {
      end = newSegment();
      heads[gram] = end + 1;
    } else if ((end & (SEGMENT - 1)) === DATA) {
      const next = newSegment();
      const slab = slabs[end >> SLAB_BITS]!;
      const at = end & (SLAB - 1);
      for (let shift = 0; shift < 4; shift++) slab[at + shift] = next >>> (shift * 8);
      end = next;
    }
    slabs[end >> SLAB_BITS]![end & (SLAB - 1)] = byte;
    ends[gram] = end + 2;
    sizes[gram]!++;
  }

  function read(gram: number): Uint8Array {
    const size = sizes[gram]!;
    const bytes = new Uint8Array(size);
    let place = heads[gram]! - 1;
    for (let done = 0; done < size; done += DATA) {
      const slab = slabs[place >> SLAB_BITS]!;
      const at = place & (SLAB - 1);
      bytes.set(slab.subarray(at, at + Math.min(DATA, size - done)), done);
      place = slab[at + DATA]! | (slab[at + 29]! << 8) | (slab[at + 30]! << 16) | (slab[at + 31]! << 24);
    }
    return bytes;
  }

  return {
    add(id, text) {
      eachGram(text, (gram) => {
        const before = last[gram]!;
        if (before === id) return;
        last[gram] = id;
        let step = before < 0 ? id : id - before;
        for (; step > 127; step >>>= 7) push(gram, (step & 127) | 128);
        push(gram, step);
      });
    },
    *entries() {
      for (let gram = 0; gram < GRAMS; gram++) {
        if (sizes[gram]! > 0) yield { gram: (GRAM_SPACES[space] << GRAM_BITS) | gram, ids: read(gram) };
      }
    },
  };
}
