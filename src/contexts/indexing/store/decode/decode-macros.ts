import { decodeLines } from './decode-lines.ts';

/**
 * Hash a macro's name is filed under: FNV-1a of its UTF-8 bytes, 32 bits, folded once so that the low bits depend
 * on all. The top 11 bits name the bucket.
 */
export function macroHash(name: string): number {
  let hash = 0x811c9dc5 | 0;
  for (const byte of new TextEncoder().encode(name)) hash = Math.imul(hash ^ byte, 0x01000193);
  return hash ^ (hash >>> 15);
}

/** Bucket of a hash, 0…2047. */
export function macroBucket(hash: number): number {
  return hash >>> 21;
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
  const wanted = new TextEncoder().encode(name);
  const found: { index: number; functionLike: boolean }[] = [];
  let previous = new Uint8Array(0);
  let at = 0;
  for (let index = 0; at < macros.length; index++) {
    const shared = macros[at++]!;
    let length = 0;
    let shift = 0;
    let byte: number;
    do {
      byte = macros[at++]!;
      length |= (byte & 0x7f) << shift;
      shift += 7;
    } while (byte & 0x80);
    const current = new Uint8Array(shared + length);
    current.set(previous.subarray(0, shared));
    current.set(macros.subarray(at, at + length), shared);
    at += length;
    const functionLike = current.at(-1) === 0x28;
    if (sameBytes(wanted, functionLike ? current.subarray(0, -1) : current))
      found.push({ index, functionLike });
    previous = current;
  }
  if (found.length === 0) return [];
  const all = decodeLines(lines, 0);
  return found.map(({ index, functionLike }) => ({ line: all[index] ?? 1, functionLike }));
}

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, index) => byte === b[index]);
}
