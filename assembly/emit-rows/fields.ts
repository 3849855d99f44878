import { moveOut, out, position, reserve } from '../memory/stream';
import { putBytes } from '../text/write';

// Fields of PostgreSQL's binary COPY format: a row is its number of fields (int16), a field its length (int32,
// -1 for null) and its bytes, all big-endian.

function store4(at: usize, value: i32): void {
  store<i32>(at, bswap<i32>(value));
}

/** Begins a row of `fields` fields in the open stream, reserving room for the fixed-size fields before any text. */
export function beginRow(fields: i32): void {
  reserve(64);
  store<i16>(out, bswap<i16>(<i16>fields));
  moveOut(out + 2);
}

export function putInt4(value: i32): void {
  store4(out, 4);
  store4(out + 4, value);
  moveOut(out + 8);
}

/** An int4 without its length, as inside an array's header. */
export function putWord(value: i32): void {
  store4(out, value);
  moveOut(out + 4);
}

export function putInt2(value: i32): void {
  store4(out, 2);
  store<i16>(out + 4, bswap<i16>(<i16>value));
  moveOut(out + 6);
}

/** A value of type "char". */
export function putChar(value: i32): void {
  store4(out, 1);
  store<u8>(out + 4, <u8>value);
  moveOut(out + 5);
}

export function putNull(): void {
  store4(out, -1);
  moveOut(out + 4);
}

/** A text or bytea field; reserves its own room and leaves room for fixed-size fields behind it. */
export function putField(from: usize, length: u32): void {
  reserve(16);
  store4(out, <i32>length);
  moveOut(out + 4);
  putBytes(from, length);
  reserve(64);
}

let lengthAt: usize = 0;
let fieldStart: usize = 0;

/** Begins a field whose length is known only when it is closed; fields do not nest. */
export function openField(): void {
  reserve(64);
  lengthAt = out;
  moveOut(out + 4);
  fieldStart = position();
}

/** Ends the field and leaves room for fixed-size fields behind it. */
export function closeField(): void {
  store4(lengthAt, <i32>(position() - fieldStart));
  reserve(64);
}
