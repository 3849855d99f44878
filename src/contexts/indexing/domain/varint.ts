/** Numbers as varints: 7 bits a byte, lowest first, the top bit on all bytes but the last. Signed ones are zigzagged. */

/** A text of bytes that grows. */
export interface ByteWriter {
  byte(value: number): void;
  /** Writes a number from 0 to 2^32 - 1. */
  varint(value: number): void;
  /** Writes a number that may be negative, as far as 32 bits go. */
  signed(value: number): void;
  /** Appends bytes of another. */
  bytes(from: Uint8Array, start: number, end: number): void;
  size(): number;
  /** What was written; good until the writer is used again. */
  written(): Uint8Array;
  clear(): void;
}

/** Makes a writer, which is meant to be cleared and used again. */
export function createByteWriter(): ByteWriter {
  let buffer = new Uint8Array(4096);
  let used = 0;
  const room = (more: number): void => {
    if (used + more <= buffer.length) return;
    const larger = new Uint8Array(2 * (used + more));
    larger.set(buffer);
    buffer = larger;
  };
  const varint = (value: number): void => {
    room(5);
    let rest = value >>> 0;
    for (; rest > 127; rest >>>= 7) buffer[used++] = (rest & 127) | 128;
    buffer[used++] = rest;
  };
  return {
    byte(value) {
      room(1);
      buffer[used++] = value;
    },
    varint,
    signed: (value) => varint((value << 1) ^ (value >> 31)),
    bytes(from, start, end) {
      room(end - start);
      for (let at = start; at < end; at++) buffer[used++] = from[at]!;
    },
    size: () => used,
    written: () => buffer.subarray(0, used),
    clear() {
      used = 0;
    },
  };
}

/** Reads what a writer wrote; throws `RangeError` where bytes end too early. */
export interface ByteReader {
  byte(): number;
  varint(): number;
  signed(): number;
  /** Place of the next byte; may be set. */
  at: number;
}

/** Reads `bytes` from their start. */
export function createByteReader(bytes: Uint8Array): ByteReader {
  const reader: ByteReader = {
    at: 0,
    byte() {
      if (reader.at >= bytes.length) throw damaged();
      return bytes[reader.at++]!;
    },
    varint() {
      let value = 0;
      for (let shift = 0; ; shift += 7) {
        if (shift > 28) throw damaged();
        const byte = reader.byte();
        value |= (byte & 127) << shift;
        if (byte < 128) return value;
      }
    },
    signed() {
      const value = reader.varint();
      return (value >>> 1) ^ -(value & 1);
    },
  };
  return reader;
}

function damaged(): RangeError {
  return new RangeError('A number of an index row is damaged');
}
