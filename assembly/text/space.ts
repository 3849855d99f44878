import { Char } from './bytes';

// White space and ASCII words as regular expressions of ECMAScript know them, in valid UTF-8 that may be cut at `end`
// but not within a character.

/** Three bytes as one number, the first of them lowest. */
const NARROW_NO_BREAK: u32 = 0xaf80e2;
const LINE_SEPARATOR: u32 = 0xa880e2;
const PARAGRAPH_SEPARATOR: u32 = 0xa980e2;
const OGHAM: u32 = 0x809ae1;
const MATHEMATICAL: u32 = 0x9f81e2;
const IDEOGRAPHIC: u32 = 0x8080e3;
const BYTE_ORDER_MARK: u32 = 0xbfbbef;
/** U+2000 to U+200A, from the widest of blanks to the narrowest. */
const FIRST_BLANK: u32 = 0x8080e2;
const LAST_BLANK: u32 = 0x8a80e2;
/** U+00A0 as two bytes. */
const NO_BREAK: u32 = 0xa0c2;

function isWide(three: u32): bool {
  if ((three & 0xffff) == (FIRST_BLANK & 0xffff) && three >= FIRST_BLANK && three <= LAST_BLANK) return true;
  return (
    three == LINE_SEPARATOR ||
    three == PARAGRAPH_SEPARATOR ||
    three == NARROW_NO_BREAK ||
    three == OGHAM ||
    three == MATHEMATICAL ||
    three == IDEOGRAPHIC ||
    three == BYTE_ORDER_MARK
  );
}

/** Bytes of the white space at `p`, 0 where there is none. */
export function spaceAt(p: usize): usize {
  const c = <u32>load<u8>(p);
  if (c < 0xc2) return c == Char.SPACE || c - Char.TAB < 5 ? 1 : 0;
  if (c == 0xc2) return <u32>load<u16>(p) == NO_BREAK ? 2 : 0;
  return isWide(load<u32>(p) & 0xffffff) ? 3 : 0;
}

/** Bytes of the white space that ends at `p`, 0 where there is none. The two bytes before that must be readable. */
export function spaceBefore(p: usize): usize {
  if (load<u8>(p - 1) < 0x80) return spaceAt(p - 1);
  return spaceAt(p - 2) == 2 ? 2 : spaceAt(p - 3) == 3 ? 3 : 0;
}

/** Past white space. */
export function skipSpace(p: usize, end: usize): usize {
  while (p < end) {
    const bytes = spaceAt(p);
    if (bytes == 0) break;
    p += bytes;
  }
  return p;
}

/** Back over white space before `p`, not beyond `start`. */
export function backSpace(p: usize, start: usize): usize {
  while (p > start) {
    const c = load<u8>(p - 1);
    if (c < 0x80) {
      if (spaceAt(p - 1) == 0) break;
      p--;
    } else if (p - start >= 2 && <u32>load<u16>(p - 2) == NO_BREAK) p -= 2;
    else if (p - start >= 3 && isWide(load<u32>(p - 3) & 0xffffff)) p -= 3;
    else break;
  }
  return p;
}

/** To the first white space. */
export function findSpace(p: usize, end: usize): usize {
  while (p < end && spaceAt(p) == 0) p++;
  return p;
}

/** Whether the character at `p` ends a line for a regular expression, whose `.` stops there. */
export function endsLine(p: usize): bool {
  const c = load<u8>(p);
  if (c == Char.RETURN || c == Char.NEWLINE) return true;
  const three = load<u32>(p) & 0xffffff;
  return three == LINE_SEPARATOR || three == PARAGRAPH_SEPARATOR;
}

/** Whether something between `p` and `end` ends a line for a regular expression. */
export function hasLineEnd(p: usize, end: usize): bool {
  for (; p < end; p++) if (endsLine(p)) return true;
  return false;
}

/** Whether the byte at `p` is an ASCII letter, a digit or `_`. */
export function isPlainWord(p: usize): bool {
  const c = <u32>load<u8>(p);
  return (c | 32) - 97 < 26 || c - Char.DIGIT_0 < 10 || c == Char.UNDERSCORE;
}

/** Past ASCII letters, digits and `_`. */
export function skipPlainWord(p: usize, end: usize): usize {
  while (p < end && isPlainWord(p)) p++;
  return p;
}

/** The first byte `wanted` from `p` on; `end` where there is none. Sixteen bytes from there on must be readable. */
export function findByte(p: usize, end: usize, wanted: i32): usize {
  const block = i8x16.splat(<i8>wanted);
  for (; p < end; p += 16) {
    const found = i8x16.bitmask(i8x16.eq(v128.load(p), block));
    if (found != 0) return min(p + <usize>ctz(found), end);
  }
  return end;
}
