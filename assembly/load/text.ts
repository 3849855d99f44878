import { arenaKeep, arenaRoom } from '../memory/arena';
import { Char } from '../text/bytes';
import { literal } from '../text/literal';
import { isClean } from '../text/utf8';
import { cursor, expect, faultBefore, faultHere, moveCursor } from './cursor';

// Strings of a chunk file (RFC 8259 section 7). One without escapes stays where it is; others are decoded into the
// arena, which lives as long as the file at hand.

const TEXT_WANTED = literal('must be a string');
const CONTROL = literal('holds a control character that is not escaped');
const BAD_ESCAPE = literal('holds an escape that is none');
const HALF = literal('holds half of a surrogate pair');
const NUL = literal('holds NUL');
const NOT_UTF8 = literal('is not UTF-8');

/** The string read last. */
export let textStart: usize = 0;
export let textLength: u32 = 0;

/** Bit i set where byte i is a quote, a backslash or a control. */
function specials(block: v128): i32 {
  return i8x16.bitmask(
    v128.or(
      v128.or(i8x16.eq(block, i8x16.splat(<i8>Char.QUOTE)), i8x16.eq(block, i8x16.splat(<i8>Char.BACKSLASH))),
      i8x16.lt_u(block, i8x16.splat(<i8>Char.SPACE)),
    ),
  );
}

/** Moves the cursor to the next special byte; answers whether a byte before it is no ASCII. */
function skipPlain(): bool {
  let p = cursor;
  let high = 0;
  while (true) {
    const block = v128.load(p);
    const found = specials(block);
    if (found != 0) {
      const length = ctz(found);
      high |= i8x16.bitmask(block) & ((1 << length) - 1);
      moveCursor(p + <usize>length);
      return high != 0;
    }
    high |= i8x16.bitmask(block);
    p += 16;
  }
}

function hexDigit(c: i32): i32 {
  if (c >= 48 && c <= 57) return c - 48;
  const small = c | 32;
  if (small < 97 || small > 102) faultHere(BAD_ESCAPE);
  return small - 87;
}

/** The four digits of `\u0041`; the cursor is on the first and ends behind the last. */
function readUnit(): i32 {
  let unit = 0;
  for (let i = 0; i < 4; i++) {
    unit = (unit << 4) | hexDigit(<i32>load<u8>(cursor));
    moveCursor(cursor + 1);
  }
  return unit;
}

/** The character behind `\u`, with its second half where it has one. */
function readCodePoint(): i32 {
  const unit = readUnit();
  if (unit == 0) faultBefore(NUL);
  if (unit < 0xd800 || unit > 0xdfff) return unit;
  if (unit > 0xdbff || load<u8>(cursor) != Char.BACKSLASH || load<u8>(cursor, 1) != 117) faultBefore(HALF);
  moveCursor(cursor + 2);
  const low = readUnit();
  if (low < 0xdc00 || low > 0xdfff) faultBefore(HALF);
  return 0x10000 + ((unit - 0xd800) << 10) + (low - 0xdc00);
}

/** Writes a character as UTF-8; answers the place behind it. */
function putUtf8(to: usize, code: i32): usize {
  if (code < 0x80) {
    store<u8>(to, <u8>code);
    return to + 1;
  }
  if (code < 0x800) {
    store<u8>(to, <u8>(0xc0 | (code >> 6)));
    store<u8>(to, <u8>(0x80 | (code & 63)), 1);
    return to + 2;
  }
  if (code < 0x10000) {
    store<u8>(to, <u8>(0xe0 | (code >> 12)));
    store<u8>(to, <u8>(0x80 | ((code >> 6) & 63)), 1);
    store<u8>(to, <u8>(0x80 | (code & 63)), 2);
    return to + 3;
  }
  store<u8>(to, <u8>(0xf0 | (code >> 18)));
  store<u8>(to, <u8>(0x80 | ((code >> 12) & 63)), 1);
  store<u8>(to, <u8>(0x80 | ((code >> 6) & 63)), 2);
  store<u8>(to, <u8>(0x80 | (code & 63)), 3);
  return to + 4;
}

/** The escape whose backslash the cursor is on, decoded to `to`. */
function readEscape(to: usize): usize {
  const c = <i32>load<u8>(cursor, 1);
  moveCursor(cursor + 2);
  switch (c) {
    case Char.QUOTE:
    case Char.BACKSLASH:
    case Char.SLASH:
      store<u8>(to, <u8>c);
      break;
    case 98:
      store<u8>(to, 8);
      break;
    case 102:
      store<u8>(to, 12);
      break;
    case 110:
      store<u8>(to, Char.NEWLINE);
      break;
    case 114:
      store<u8>(to, Char.RETURN);
      break;
    case 116:
      store<u8>(to, Char.TAB);
      break;
    case 117:
      return putUtf8(to, readCodePoint());
    default:
      faultBefore(BAD_ESCAPE);
  }
  return to + 1;
}

/** Where the string ends whose first escape the cursor is on: its closing quote. */
function endOfText(): usize {
  const before = cursor;
  while (load<u8>(cursor) == Char.BACKSLASH) {
    moveCursor(cursor + 2);
    skipPlain();
  }
  const end = cursor;
  moveCursor(before);
  return end;
}

/** Decodes a string from `from` on, whose first escape the cursor is on. */
function decode(from: usize): void {
  const room = arenaRoom(endOfText() - from);
  let to = room;
  let plain = from;
  while (load<u8>(cursor) == Char.BACKSLASH) {
    memory.copy(to, plain, cursor - plain);
    to = readEscape(to + (cursor - plain));
    plain = cursor;
    skipPlain();
  }
  memory.copy(to, plain, cursor - plain);
  to += cursor - plain;
  textStart = room;
  textLength = <u32>(to - room);
  arenaKeep(to - room);
}

/** Reads a string into textStart and textLength. */
export function readText(): void {
  expect(Char.QUOTE, TEXT_WANTED);
  const from = cursor;
  let high = skipPlain();
  if (load<u8>(cursor) == Char.BACKSLASH) {
    decode(from);
    high = true;
  } else {
    textStart = from;
    textLength = <u32>(cursor - from);
  }
  if (load<u8>(cursor) != Char.QUOTE) faultHere(CONTROL);
  const end = textStart + <usize>textLength;
  if (high && !isClean(textStart, end)) faultBefore(NOT_UTF8);
  moveCursor(cursor + 1);
}

/** Moves past a value without looking into it. What it holds is read later, and checked then. */
export function skipValue(): void {
  let depth = 0;
  do {
    const c = <i32>load<u8>(cursor);
    if (c == Char.QUOTE) {
      moveCursor(cursor + 1);
      skipPlain();
      while (load<u8>(cursor) == Char.BACKSLASH) {
        moveCursor(cursor + 2);
        skipPlain();
      }
      if (load<u8>(cursor) != Char.QUOTE) faultHere(CONTROL);
    } else if (c == Char.OPEN_BRACE || c == Char.OPEN_BRACKET) depth++;
    else if (c == Char.CLOSE_BRACE || c == Char.CLOSE_BRACKET) depth--;
    else if (c == 0) faultHere(TEXT_WANTED);
    moveCursor(cursor + 1);
  } while (depth > 0);
}
