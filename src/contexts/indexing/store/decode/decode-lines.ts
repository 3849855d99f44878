/**
 * Reads lines written as zigzag varint deltas: each line is the one before plus a signed difference, the first
 * counted from `start`. A buffer that ends inside a number is damaged and throws.
 */
export function decodeLines(bytes: Uint8Array, start: number): number[] {
  const lines: number[] = [];
  const next = createLineReader(bytes, start);
  for (let line = next(); line !== undefined; line = next()) lines.push(line);
  return lines;
}

/** Reads such lines one by one; undefined after the last. */
export function createLineReader(bytes: Uint8Array, start: number): () => number | undefined {
  let line = start;
  let at = 0;
  return () => {
    if (at >= bytes.length) return undefined;
    let value = 0;
    let shift = 0;
    let byte: number;
    do {
      if (at >= bytes.length || shift > 28) throw new RangeError('Line numbers of an index row are damaged');
      byte = bytes[at++]!;
      value |= (byte & 0x7f) << shift;
      shift += 7;
    } while (byte & 0x80);
    line += (value >>> 1) ^ -(value & 1);
    return line;
  };
}
