import { Char } from '../text/bytes';
import { Literal, literal } from '../text/literal';
import { malformed, noteOffset } from './fault';

// Where a chunk file is read. The bytes behind the file are zeros, which no token begins with, so nothing here
// checks for the end.

const COLON_WANTED = literal('a colon is missing');
const END_WANTED = literal('a comma or the end of an array or object is missing');
const WHOLE = literal('must be a whole number');
const OUT_OF_RANGE = literal('is a number out of range');
const UNENDED = literal('the file ends in the middle');

/** The next byte to read. */
export let cursor: usize = 0;
let start: usize = 0;

/** Begins with a file whose first byte is at `from`. */
export function openText(from: usize): void {
  start = from;
  cursor = from;
}

export function moveCursor(to: usize): void {
  cursor = to;
}

/** Stops with a fault at the cursor. */
export function faultHere(why: Literal): void {
  noteOffset(<i32>(cursor - start));
  malformed(load<u8>(cursor) == 0 ? UNENDED : why);
}

/** Stops with a fault in what was read last. */
export function faultBefore(why: Literal): void {
  noteOffset(<i32>(cursor - start));
  malformed(why);
}

/** The next byte that is no space, which the cursor is moved to. */
export function peek(): i32 {
  let c = <i32>load<u8>(cursor);
  while (c == Char.SPACE || c == Char.NEWLINE || c == Char.RETURN || c == Char.TAB) {
    cursor++;
    c = <i32>load<u8>(cursor);
  }
  return c;
}

/** Takes the byte if it comes next. */
export function take(c: i32): bool {
  if (peek() != c) return false;
  cursor++;
  return true;
}

export function expect(c: i32, why: Literal): void {
  if (!take(c)) faultHere(why);
}

export function expectColon(): void {
  expect(Char.COLON, COLON_WANTED);
}

/** Whether another item comes, behind a comma; if not, takes the closing bracket. */
export function hasNext(close: i32): bool {
  if (take(Char.COMMA)) return true;
  expect(close, END_WANTED);
  return false;
}

/** A whole number of at most 10 digits, without its sign. */
function digits(): i64 {
  const first = cursor;
  let value: i64 = 0;
  let c = <i32>load<u8>(cursor);
  while (c >= 48 && c <= 57) {
    if (cursor - first == 10) faultHere(OUT_OF_RANGE);
    value = value * 10 + <i64>(c - 48);
    cursor++;
    c = <i32>load<u8>(cursor);
  }
  const length = cursor - first;
  if (length == 0 || (length > 1 && load<u8>(first) == 48) || c == Char.DOT || (c | 32) == 101) {
    faultHere(WHOLE);
  }
  return value;
}

/** A whole number from `least` to the largest an int4 holds. */
export function readNumber(least: i32): i32 {
  peek();
  const value = digits();
  if (value < <i64>least || value > <i64>i32.MAX_VALUE) faultBefore(OUT_OF_RANGE);
  return <i32>value;
}

/** A whole number that may be negative. */
export function readSigned(): i32 {
  const negative = peek() == Char.MINUS;
  if (negative) cursor++;
  const value = digits();
  if (value > <i64>i32.MAX_VALUE) faultBefore(OUT_OF_RANGE);
  return negative ? -(<i32>value) : <i32>value;
}
