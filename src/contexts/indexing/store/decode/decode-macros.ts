import { eachFrontCoded, type NameBytes } from '../../domain/front-coded.ts';
import { decodeLines } from './decode-lines.ts';

/**
 * Hash a macro's name is filed under: FNV-1a of its UTF-8 bytes, 32 bits, folded once so that the low bits depend
 * on all. The top 8 bits name the bucket.
 */
export function macroHash(name: string): number {
  let hash = 0x811c9dc5 | 0;
  for (const byte of new TextEncoder().encode(name)) hash = Math.imul(hash ^ byte, 0x01000193);
  return hash ^ (hash >>> 15);
}

/** Bucket of a hash, 0…255. */
export function macroBucket(hash: number): number {
  return hash >>> 24;
}

/** What of a hash index_macro.hits holds, as it is written there: 2 bytes, besides the bucket. */
export function macroTag(hash: number): Uint8Array {
  return Uint8Array.of(hash & 0xff, (hash >>> 8) & 0xff);
}

/**
 * Ids of the files of one chunk that may define a macro with this hash, from index_macro.hits: per macro the tag of
 * its hash and, as a varint, the step from the file of the one before.
 */
export function filesWithHash(hits: Uint8Array, hash: number, chunk: number): number[] {
  const [low, high] = macroTag(hash);
  const files: number[] = [];
  let file = chunk * 2 ** 20;
  for (let at = 0; at < hits.length;) {
    const found = hits[at] === low && hits[at + 1] === high;
    at += 2;
    let step = 0;
    let shift = 0;
    let byte: number;
    do {
      if (at >= hits.length || shift > 28) throw new RangeError('Macro hits of an index row are damaged');
      byte = hits[at++]!;
      step |= (byte & 0x7f) << shift;
      shift += 7;
    } while (byte & 0x80);
    file += step;
    if (found) files.push(file);
  }
  return files;
}

/** Lines on which a file defines a macro, from its front-coded names; function-like names end in `(`. */
export function macroLines(
  name: string,
  macros: Uint8Array,
  lines: Uint8Array,
): { line: number; functionLike: boolean }[] {
  const wanted = Buffer.from(name);
  const found = macrosThat(
    macros,
    ({ bytes, size }) => size === wanted.length && wanted.compare(bytes, 0, size) === 0,
  );
  if (found.length === 0) return [];
  const all = decodeLines(lines, 0);
  return found.map(({ place, functionLike }) => ({ line: all[place] ?? 1, functionLike }));
}

const utf8 = new TextDecoder('utf-8', { ignoreBOM: true });

/** A macro of a file. */
export interface PlacedMacro {
  name: string;
  functionLike: boolean;
  /** Its number in the file, which is that of its line. */
  place: number;
}

/** The macros of a file of which `isWanted` is true, in the order of their lines. */
export function macrosThat(macros: Uint8Array, isWanted: (name: NameBytes) => boolean): PlacedMacro[] {
  const found: PlacedMacro[] = [];
  eachMacro(macros, (name, place, functionLike) => {
    if (isWanted(name))
      found.push({ name: utf8.decode(name.bytes.subarray(0, name.size)), functionLike, place });
  });
  return found;
}

/** Calls `visit` with the name of each macro, without the `(` that ends those like functions. */
export function eachMacro(
  macros: Uint8Array,
  visit: (name: NameBytes, place: number, functionLike: boolean) => void,
): void {
  eachFrontCoded(macros, (name, place) => {
    const functionLike = name.size > 0 && name.bytes[name.size - 1] === 0x28;
    if (functionLike) name.size--;
    visit(name, place, functionLike);
  });
}

/**
 * Whether names hold a text in lower case, ignoring the case of ASCII letters. Asked for one name after the other, it
 * reads only what a name does not share with the one before, and each byte once: it is the automaton of Knuth, Morris
 * and Pratt, whose state after each byte of a name is kept.
 */
export function createHolds(text: string): (name: NameBytes) => boolean {
  const steps = stepsOf(Buffer.from(text));
  const end = steps.length / BYTES - 1;
  let states = new Uint16Array(256);
  let known = 0;
  return ({ bytes, size, shared }) => {
    if (size >= states.length) {
      const larger = new Uint16Array(2 * size);
      larger.set(states);
      states = larger;
    }
    const from = Math.min(shared, size, known);
    let state = states[from]!;
    for (let at = from; at < size; at++) {
      state = steps[state * BYTES + bytes[at]!]!;
      states[at + 1] = state;
    }
    known = size;
    return state === end;
  };
}

const BYTES = 256;

/** What state follows a state by a byte; a state is how much of the text has been read, and all of it is the last. */
function stepsOf(text: Uint8Array): Uint16Array {
  const { length } = text;
  const steps = new Uint16Array((length + 1) * BYTES);
  /** The state of the text without its first byte. */
  let fallback = 0;
  for (let state = 0; state < length; state++) {
    steps.copyWithin(state * BYTES, fallback * BYTES, (fallback + 1) * BYTES);
    const byte = text[state]!;
    const after = steps[fallback * BYTES + byte]!;
    steps[state * BYTES + byte] = state + 1;
    if (byte >= 0x61 && byte <= 0x7a) steps[state * BYTES + byte - 32] = state + 1;
    if (state > 0) fallback = after;
  }
  steps.fill(length, length * BYTES);
  return steps;
}
