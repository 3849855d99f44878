/** A value of a binary COPY row, with the type its column has. */
export type CopyValue =
  | { int2: number }
  | { int4: number }
  | { text: string }
  | { char: string }
  | { bytes: Uint8Array }
  | { ints: readonly number[] }
  | null;

const SIGNATURE = Buffer.from('PGCOPY\n\xff\r\n\0', 'latin1');

/** Rows as `COPY … FROM STDIN (FORMAT binary)` takes them: https://www.postgresql.org/docs/18/sql-copy.html */
export function encodeCopy(rows: readonly (readonly CopyValue[])[]): Uint8Array {
  const parts: Buffer[] = [SIGNATURE, Buffer.alloc(8)];
  for (const row of rows) {
    parts.push(int2(row.length));
    for (const value of row) {
      if (value === null) parts.push(int4(-1));
      else {
        const bytes = encodeValue(value);
        parts.push(int4(bytes.length), bytes);
      }
    }
  }
  parts.push(int2(-1));
  return new Uint8Array(Buffer.concat(parts));
}

function encodeValue(value: Exclude<CopyValue, null>): Buffer {
  if ('int2' in value) return int2(value.int2);
  if ('int4' in value) return int4(value.int4);
  if ('text' in value) return Buffer.from(value.text);
  if ('char' in value) return Buffer.from(value.char, 'latin1');
  if ('bytes' in value) return Buffer.from(value.bytes);
  const INT4_OID = 23;
  const head = [
    value.ints.length === 0 ? 0 : 1,
    0,
    INT4_OID,
    ...(value.ints.length === 0 ? [] : [value.ints.length, 1]),
  ];
  return Buffer.concat([...head.map(int4), ...value.ints.flatMap((id) => [int4(4), int4(id)])]);
}

function int2(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeInt16BE(value);
  return bytes;
}

function int4(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(value);
  return bytes;
}
