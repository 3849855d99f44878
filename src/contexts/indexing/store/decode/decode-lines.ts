/**
 * Reads lines written as zigzag varint deltas: each line is the one before plus a signed difference, the first
 * counted from `start`. A buffer that ends inside a number is damaged and throws.
 */
export function decodeLines(bytes: Uint8Array, start: number): number[] {
  const lines: number[] = [];
  let line = start;
  let at = 0;
  while (at < bytes.length) {
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
    lines.push(line);
  }
  return lines;
}
