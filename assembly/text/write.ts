import { moveOut, out, reserve } from '../memory/stream';
import { Literal, literalBytes, literalLength } from './literal';

// Writers onto the open stream. Copies go 16 bytes at a time and may write past their end into reserved room;
// what they read past its end is always readable memory.

/** Bytes copied between two reservations. */
const PIECE: usize = 4096;

export function putByte(value: i32): void {
  store<u8>(out, <u8>value);
  moveOut(out + 1);
}

function copyShort(from: usize, length: usize): void {
  const to = out;
  let i: usize = 0;
  do {
    v128.store(to + i, v128.load(from + i));
    i += 16;
  } while (i < length);
  moveOut(to + length);
}

/** Writes a literal into room reserved before (its length and 16 bytes more). */
export function putLiteral(text: Literal): void {
  copyShort(literalBytes(text), <usize>literalLength(text));
}

/** Writes bytes as they are, reserving its own room. */
export function putBytes(from: usize, length: u32): void {
  let left = <usize>length;
  while (left > PIECE) {
    reserve(PIECE + 16);
    copyShort(from, PIECE);
    from += PIECE;
    left -= PIECE;
  }
  reserve(left + 16);
  copyShort(from, left);
}

/** Writes a number from 0 on in decimal into room reserved before (10 bytes). */
export function putNumber(value: i32): void {
  let rest = <u32>value;
  let digits: usize = 1;
  for (let power: u64 = 10; power <= <u64>rest; power *= 10) digits++;
  let p = out + digits;
  moveOut(p);
  do {
    p--;
    store<u8>(p, <u8>(48 + (rest % 10)));
    rest /= 10;
  } while (rest != 0);
}

/** Writes a number that may be negative into room reserved before (11 bytes). */
export function putSigned(value: i32): void {
  if (value < 0) {
    putByte(45);
    putNumber(-value);
  } else putNumber(value);
}

/** Writes `value` as a varint, low 7 bits first, into room reserved before (5 bytes). */
export function putVarint(value: u32): void {
  while (value >= 128) {
    putByte(<i32>((value & 127) | 128));
    value >>>= 7;
  }
  putByte(<i32>value);
}

/** Writes the step from `from` to `to` as a zigzag varint into room reserved before (5 bytes). */
export function putDelta(from: i32, to: i32): void {
  const step = to - from;
  putVarint(<u32>((step << 1) ^ (step >> 31)));
}
