// A small decoder of PostgreSQL's binary COPY format and of the columns the scanner packs, written from their
// description alone, so that a test can hold the rows against the JSON.

/** A field's bytes, null for SQL null. */
export type Field = Buffer | null;

const HEADER = Buffer.from('PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0', 'latin1');

/** Rows of one complete COPY stream; throws where it is not one. */
export function decodeCopy(bytes: Uint8Array): Field[][] {
  const data = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (!data.subarray(0, HEADER.length).equals(HEADER)) throw new Error('The stream has no COPY header');
  const rows: Field[][] = [];
  let at = HEADER.length;
  for (;;) {
    const fields = data.readInt16BE(at);
    at += 2;
    if (fields === -1) break;
    const row: Field[] = [];
    for (let i = 0; i < fields; i++) {
      const length = data.readInt32BE(at);
      at += 4;
      if (length > data.length - at) throw new Error(`A field of ${length} bytes goes past the stream's end`);
      row.push(length < 0 ? null : data.subarray(at, at + length));
      at += Math.max(0, length);
    }
    rows.push(row);
  }
  if (at !== data.length) throw new Error('Bytes follow the trailer of the stream');
  return rows;
}

export const int2 = (field: Field | undefined): number => field!.readInt16BE(0);
export const int4 = (field: Field | undefined): number => field!.readInt32BE(0);
export const text = (field: Field | undefined): string =>
  new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(field ?? undefined);

/** Text joined by newlines, empty for null. */
export const joined = (field: Field | undefined): string[] => (field ? text(field).split('\n') : []);

function* varints(bytes: Buffer): Generator<number> {
  let value = 0;
  let shift = 0;
  for (const byte of bytes) {
    value |= (byte & 127) << shift;
    shift += 7;
    if (byte < 128) {
      yield value >>> 0;
      value = 0;
      shift = 0;
    }
  }
}

/** Lines as zigzag steps from `start`, empty for null. */
export function lines(field: Field | undefined, start: number): number[] {
  let line = start;
  return [...varints(field ?? Buffer.alloc(0))].map((step) => (line += (step >>> 1) ^ -(step & 1)));
}

/** Front-coded names: shared bytes, varint length of the rest, the rest. */
export function frontCoded(field: Field | undefined): string[] {
  const names: string[] = [];
  let before = Buffer.alloc(0);
  const coded = field ?? Buffer.alloc(0);
  for (let at = 0; at < coded.length;) {
    const shared = coded[at++] ?? 0;
    let length = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = coded[at++] ?? 0;
      length |= (byte & 127) << shift;
      if (byte < 128) break;
    }
    before = Buffer.concat([before.subarray(0, shared), coded.subarray(at, at + length)]);
    at += length;
    names.push(before.toString());
  }
  return names;
}

/** A one-dimensional int4[]. */
export function int4Array(field: Field | undefined): number[] {
  const bytes = field!;
  const length = bytes.readInt32BE(12);
  return Array.from({ length }, (_, i) => bytes.readInt32BE(20 + i * 8 + 4));
}

/** Low 16 bits of a hash and number of the file, per macro. */
export function hits(field: Field | undefined): [number, number][] {
  const bytes = field!;
  const pairs: [number, number][] = [];
  let file = 0;
  for (let at = 0; at < bytes.length;) {
    const hash = bytes.readUInt16LE(at);
    at += 2;
    for (let shift = 0; ; shift += 7) {
      const byte = bytes[at++]!;
      file += (byte & 127) * 2 ** shift;
      if (byte < 128) break;
    }
    pairs.push([hash, file]);
  }
  return pairs;
}
