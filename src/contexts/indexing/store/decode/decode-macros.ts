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
  const wanted = Buffer.from(name);
  const found: { index: number; functionLike: boolean }[] = [];
  eachMacro(macros, (bytes, index, functionLike) => {
    if (wanted.equals(bytes)) found.push({ index, functionLike });
  });
  if (found.length === 0) return [];
  const all = decodeLines(lines, 0);
  return found.map(({ index, functionLike }) => ({ line: all[index] ?? 1, functionLike }));
}

/** Names of the macros of a file, in the order of their lines. */
export function macroNames(macros: Uint8Array): { name: string; functionLike: boolean }[] {
  const names: { name: string; functionLike: boolean }[] = [];
  eachMacro(macros, (bytes, _index, functionLike) => {
    names.push({ name: bytes.toString(), functionLike });
  });
  return names;
}

/** Calls `visit` with the name of each macro, whose bytes are good until it returns. */
function eachMacro(
  macros: Uint8Array,
  visit: (name: Buffer, index: number, functionLike: boolean) => void,
): void {
  let current = Buffer.alloc(256);
  let at = 0;
  for (let index = 0; at < macros.length; index++) {
    const shared = macros[at++]!;
    let length = 0;
    let shift = 0;
    let byte: number;
    do {
      if (at >= macros.length || shift > 28) throw new RangeError('Macros of an index row are damaged');
      byte = macros[at++]!;
      length |= (byte & 0x7f) << shift;
      shift += 7;
    } while (byte & 0x80);
    const size = shared + length;
    if (size > current.length) current = Buffer.concat([current], 2 * size);
    current.set(macros.subarray(at, at + length), shared);
    at += length;
    const functionLike = size > 0 && current[size - 1] === 0x28;
    visit(current.subarray(0, functionLike ? size - 1 : size), index, functionLike);
  }
}
