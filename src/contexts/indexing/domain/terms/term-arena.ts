/** What a name stands for: symbols, and definitions of macros that are not symbols. */
export interface TermUse {
  symbols: { id: number; kind: number }[];
  macros: MacroPlace[];
}

/** Where a macro is defined; `line` begins with 1. */
export interface MacroPlace {
  fileId: number;
  line: number;
  functionLike: boolean;
}

/** The bytes of names: each at its start, with its size before it as a varint. */
export interface TermNames {
  readonly slabs: readonly Uint8Array[];
  /** Slab and place in it of each name. */
  readonly starts: Uint32Array;
  readonly count: number;
}

/** Gathers distinct names and what they stand for. */
export interface TermArena {
  /** The number of a name, given as UTF-8; the first `shared` bytes are those of the name given before. */
  add(bytes: Uint8Array, size: number, shared: number): number;
  /** `kind` is the letter of the symbol's kind, as a character code. Ids must ascend. */
  addSymbol(term: number, id: number, kind: number): void;
  /** Files and lines must ascend. */
  addMacro(term: number, fileId: number, line: number, functionLike: boolean): void;
  /** Says that the macro on this line is a symbol as well, and no definition of its own. */
  hideMacro(term: number, place: { fileId: number; line: number }): void;
  /** The names, numbered as they were added; nothing can be added any more. */
  names(): TermNames;
  useOf(term: number): TermUse;
}

/** A slab is 4 MB; a name that is longer has one of its own. */
export const SLAB_BITS = 22;
export const SLAB_MASK = (1 << SLAB_BITS) - 1;
const MACRO = 1 << 31;
const FIRST_BUCKETS = 1 << 16;
/** Uses that share an array. */
const PART = 1 << 16;

/**
 * Makes an arena. A kernel has 3.8 million names and 6.4 million uses of them, so neither are objects: names lie in
 * slabs, found by hash (FNV-1a, continued from what the name before shares), and the uses of one are a chain of numbers.
 */
export function createTermArena(): TermArena {
  const slabs: Uint8Array[] = [];
  /** Bytes used of the last slab. */
  let used = 0;
  let starts = new Uint32Array(1024);
  let hashes = new Int32Array(1024);
  let heads = new Int32Array(1024);
  let count = 0;
  /** Numbers of names plus 1, by hash; at most half full. */
  let buckets = new Int32Array(FIRST_BUCKETS);
  /** Hashes of all starts of the name before. */
  let prefixes = new Int32Array(256).fill(0x811c9dc5, 0, 1);
  let lastSize = 0;
  let uses = 0;
  /**
   * Three numbers a use, in parts that need not be copied to grow: the symbol, or the file with the top bit set; the
   * kind, or the line doubled, plus 1 when like a function, or minus a line that is hidden; and the use before of the
   * same name, plus 1.
   */
  const parts: Int32Array[] = [];

  function hashOf(bytes: Uint8Array, size: number, shared: number): number {
    if (size >= prefixes.length) prefixes = grown(prefixes, size + 1);
    // A name may be shorter than the list had it, where that ended in a mark.
    const from = Math.min(shared, size, lastSize);
    lastSize = size;
    let hash = prefixes[from]!;
    for (let at = from; at < size; at++) {
      hash = Math.imul(hash ^ bytes[at]!, 0x01000193);
      prefixes[at + 1] = hash;
    }
    return hash ^ (hash >>> 15);
  }

  function isName(term: number, bytes: Uint8Array, size: number): boolean {
    const start = starts[term]!;
    const slab = slabs[start >>> SLAB_BITS]!;
    let at = start & SLAB_MASK;
    for (let rest = size; ; rest >>>= 7) {
      if (slab[at++] !== (rest > 127 ? (rest & 127) | 128 : rest)) return false;
      if (rest <= 127) break;
    }
    // From the end: names differ there more often.
    for (let place = size - 1; place >= 0; place--) if (slab[at + place] !== bytes[place]) return false;
    return true;
  }

  function store(bytes: Uint8Array, size: number): number {
    const room = size + 5;
    if (slabs.length === 0 || used + room > 1 << SLAB_BITS) {
      slabs.push(new Uint8Array(Math.max(1 << SLAB_BITS, room)));
      used = 0;
    }
    const slab = slabs.at(-1)!;
    const start = ((slabs.length - 1) << SLAB_BITS) | used;
    let rest = size;
    for (; rest > 127; rest >>>= 7) slab[used++] = (rest & 127) | 128;
    slab[used++] = rest;
    for (let at = 0; at < size; at++) slab[used++] = bytes[at]!;
    return start >>> 0;
  }

  function rehash(): void {
    buckets = new Int32Array(2 * buckets.length);
    const mask = buckets.length - 1;
    for (let term = 0; term < count; term++) {
      let bucket = hashes[term]! & mask;
      while (buckets[bucket] !== 0) bucket = (bucket + 1) & mask;
      buckets[bucket] = term + 1;
    }
  }

  function addUse(term: number, of: number, as: number): void {
    const place = uses & (PART - 1);
    if (place === 0) parts.push(new Int32Array(3 * PART));
    const part = parts.at(-1)!;
    part[3 * place] = of;
    part[3 * place + 1] = as;
    part[3 * place + 2] = heads[term]!;
    heads[term] = ++uses;
  }

  return {
    add(bytes, size, shared) {
      const hash = hashOf(bytes, size, shared);
      const mask = buckets.length - 1;
      let bucket = hash & mask;
      for (let term = buckets[bucket]! - 1; term >= 0; term = buckets[bucket]! - 1) {
        if (hashes[term] === hash && isName(term, bytes, size)) return term;
        bucket = (bucket + 1) & mask;
      }
      if (count === starts.length) {
        starts = grown(starts, count + 1);
        hashes = grown(hashes, count + 1);
        heads = grown(heads, count + 1);
      }
      starts[count] = store(bytes, size);
      hashes[count] = hash;
      heads[count] = 0;
      buckets[bucket] = ++count;
      if (2 * count > buckets.length) rehash();
      return count - 1;
    },
    addSymbol: (term, id, kind) => addUse(term, id, kind),
    addMacro: (term, fileId, line, functionLike) =>
      addUse(term, fileId | MACRO, 2 * line + (functionLike ? 1 : 0)),
    hideMacro: (term, { fileId, line }) => addUse(term, fileId | MACRO, -line),
    names() {
      // 50 MB of a kernel, which the sort can do with.
      buckets = new Int32Array(0);
      hashes = new Int32Array(0);
      return { slabs, starts, count };
    },
    useOf(term) {
      const symbols: TermUse['symbols'] = [];
      const macros: MacroPlace[] = [];
      const hidden = new Set<string>();
      for (let use = heads[term]!; use > 0;) {
        const part = parts[Math.floor((use - 1) / PART)]!;
        const place = 3 * ((use - 1) & (PART - 1));
        const of = part[place]!;
        const as = part[place + 1]!;
        use = part[place + 2]!;
        const fileId = of & ~MACRO;
        if (of >= 0) symbols.push({ id: of, kind: as });
        else if (as < 0) hidden.add(`${fileId}:${-as}`);
        else macros.push({ fileId, line: as >>> 1, functionLike: (as & 1) === 1 });
      }
      const shown =
        hidden.size === 0 ? macros : macros.filter(({ fileId, line }) => !hidden.has(`${fileId}:${line}`));
      return { symbols: symbols.toReversed(), macros: shown.toReversed() };
    },
  };
}

function grown<Numbers extends Int32Array | Uint32Array>(numbers: Numbers, needed: number): Numbers {
  const larger = new (numbers.constructor as new (length: number) => Numbers)(
    Math.max(needed, Math.ceil(numbers.length * 1.5)),
  );
  larger.set(numbers);
  return larger;
}
