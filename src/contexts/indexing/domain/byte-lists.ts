/** Lists of bytes that grow side by side. */
export interface ByteLists {
  push(list: number, byte: number): void;
  /** Appends a number from 0 to 2^31 - 1 as a varint: 7 bits a byte, lowest first, the top bit on all but the last. */
  pushVarint(list: number, value: number): void;
  size(list: number): number;
  /** A copy of a list. */
  read(list: number): Uint8Array;
}

/** Lists grow by segments of 32 bytes: 28 of the list, and the place of the next segment. */
const SEGMENT = 32;
const DATA = 28;
const SLAB_BITS = 20;
const SLAB = 1 << SLAB_BITS;

/**
 * Makes empty lists, numbered from 0. They share slabs of 1 MB: a million texts' worth of ids in arrays of their own
 * took ten times the memory.
 */
export function createByteLists(count: number): ByteLists {
  const slabs: Uint8Array[] = [];
  /** Place of each list's first segment and of its next byte, plus 1; 0 for a list that is empty. */
  const heads = new Int32Array(count);
  const ends = new Int32Array(count);
  const sizes = new Int32Array(count);
  let used = 0;

  function newSegment(): number {
    if (used === slabs.length * SLAB) slabs.push(new Uint8Array(SLAB));
    const place = used;
    used += SEGMENT;
    return place;
  }

  function push(list: number, byte: number): void {
    let end = ends[list]! - 1;
    if (end < 0) {
      end = newSegment();
      heads[list] = end + 1;
    } else if ((end & (SEGMENT - 1)) === DATA) {
      const next = newSegment();
      const slab = slabs[end >> SLAB_BITS]!;
      const at = end & (SLAB - 1);
      for (let shift = 0; shift < 4; shift++) slab[at + shift] = next >>> (shift * 8);
      end = next;
    }
    slabs[end >> SLAB_BITS]![end & (SLAB - 1)] = byte;
    ends[list] = end + 2;
    sizes[list]!++;
  }

  return {
    push,
    pushVarint(list, value) {
      let rest = value;
      for (; rest > 127; rest >>>= 7) push(list, (rest & 127) | 128);
      push(list, rest);
    },
    size: (list) => sizes[list]!,
    read(list) {
      const size = sizes[list]!;
      const bytes = new Uint8Array(size);
      let place = heads[list]! - 1;
      for (let done = 0; done < size; done += DATA) {
        const slab = slabs[place >> SLAB_BITS]!;
        const at = place & (SLAB - 1);
        bytes.set(slab.subarray(at, at + Math.min(DATA, size - done)), done);
        place = slab[at + DATA]! | (slab[at + 29]! << 8) | (slab[at + 30]! << 16) | (slab[at + 31]! << 24);
      }
      return bytes;
    },
  };
}
