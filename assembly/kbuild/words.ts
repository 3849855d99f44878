import { Char } from '../text/bytes';
import { isPlainWord, skipSpace, spaceAt } from '../text/space';

// Words of a Makefile. `$(…)` may hold blanks, and one level of parentheses, which is what kbuild uses.

/** Past the `$(…)` at `p`; 0 where there is none, or it is nested deeper. */
function skipReference(p: usize, end: usize): usize {
  if (p + 1 >= end || load<u8>(p + 1) != Char.OPEN_PAREN) return 0;
  let isInside = false;
  for (p += 2; p < end; p++) {
    const c = load<u8>(p);
    if (c == Char.CLOSE_PAREN) {
      if (!isInside) return p + 1;
      isInside = false;
    } else if (c == Char.OPEN_PAREN) {
      if (isInside) return 0;
      isInside = true;
    }
  }
  return 0;
}

/** Past the rest of the word at `p`. */
export function skipMakeWord(p: usize, end: usize): usize {
  while (p < end) {
    if (load<u8>(p) == Char.DOLLAR) {
      const past = skipReference(p, end);
      p = past != 0 ? past : p + 1;
    } else if (spaceAt(p) != 0) break;
    else p++;
  }
  return p;
}

/** Whether the byte cannot stand in the name of a variable, outside `$(…)`. */
function endsVariable(p: usize): bool {
  const c = load<u8>(p);
  if (
    c == Char.COLON ||
    c == Char.EQUALS ||
    c == Char.PLUS ||
    c == Char.QUESTION ||
    c == Char.HASH ||
    c == Char.BANG
  )
    return true;
  return spaceAt(p) != 0;
}

/** Past the variable at `p`. */
export function skipVariable(p: usize, end: usize): usize {
  while (p < end) {
    if (load<u8>(p) == Char.DOLLAR) {
      const past = skipReference(p, end);
      if (past == 0) break;
      p = past;
    } else if (endsVariable(p)) break;
    else p++;
  }
  return p;
}

const MOST_COLONS: i32 = 3;

/** Past the `=`, `:=`, `+=` … behind a variable that ends at `p`; 0 where there is none. */
export function skipAssign(p: usize, end: usize): usize {
  p = skipSpace(p, end);
  if (p < end && (load<u8>(p) == Char.PLUS || load<u8>(p) == Char.QUESTION)) p++;
  else for (let i = 0; i < MOST_COLONS && p < end && load<u8>(p) == Char.COLON; i++) p++;
  return p < end && load<u8>(p) == Char.EQUALS ? p + 1 : 0;
}

/** Past letters, digits, `_`, `.`, `/` and `-`. */
export function skipStem(p: usize, end: usize): usize {
  while (p < end) {
    const c = load<u8>(p);
    if (!isPlainWord(p) && c != Char.DOT && c != Char.SLASH && c != Char.MINUS) break;
    p++;
  }
  return p;
}

const LETTER_Y: u8 = 121;
const LETTER_M: u8 = 109;
/** `objs` as it lies in memory. */
const OBJS: u32 = 0x736a626f;

/** Bytes of `y`, `m` or `objs` at `p`, 0 for anything else. */
export function listWordAt(p: usize, end: usize): usize {
  if (p >= end) return 0;
  if (load<u8>(p) == LETTER_Y || load<u8>(p) == LETTER_M) return 1;
  return end - p >= 4 && load<u32>(p) == OBJS ? 4 : 0;
}

/** The dash of `name-y`, `name-m` or `name-objs` from `start` to `end`, 0 where it is none of these. */
export function dashBefore(start: usize, end: usize): usize {
  for (let bytes: usize = 2; bytes <= 5; bytes += 3) {
    if (end - start <= bytes) break;
    const dash = end - bytes;
    if (load<u8>(dash) == Char.MINUS && listWordAt(dash + 1, end) == bytes - 1) return dash;
  }
  return 0;
}
