import { MAP_BYTES, addText, clearTexts, makeTextMap } from '../memory/text-map';
import { Char } from '../text/bytes';
import { findByte, isPlainWord, skipPlainWord } from '../text/space';

/** Names of the symbols in the expression read last, each once, in their order. */
export const namesFound = makeTextMap(memory.data(MAP_BYTES, 16));

/** The end of a string in double quotes that begins at `p`; 0 where it has none. */
function endOfQuoted(p: usize, end: usize): usize {
  for (p++; p < end; p++) {
    const c = load<u8>(p);
    if (c == Char.QUOTE) return p + 1;
    if (c == Char.BACKSLASH) p++;
  }
  return 0;
}

/** Past the next `wanted` from `p` on; 0 where there is none. */
function pastByte(p: usize, end: usize, wanted: i32): usize {
  const found = findByte(p, end, wanted);
  return found < end ? found + 1 : 0;
}

/** Symbols have a capital letter; a number in hexadecimal is none. */
function isSymbol(start: usize, end: usize): bool {
  if (load<u8>(start) == Char.DIGIT_0 && end - start > 1 && (load<u8>(start + 1) | 32) == 120) return false;
  for (let p = start; p < end; p++) {
    const c = <u32>load<u8>(p);
    if (c - 65 < 26) return true;
  }
  return false;
}

/**
 * Finds the names in the expression from `start` to `limit` or to a `#`, but none in strings and macros: of
 * `A && (B || !C)` these are A, B and C.
 */
export function findNames(start: usize, limit: usize): void {
  clearTexts(namesFound);
  const end = findByte(start, limit, Char.HASH);
  // What has no end is passed over. A second one of its kind cannot have an end either and is not looked at.
  let quotes = true;
  let apostrophes = true;
  let macros = true;
  let p = start;
  while (p < end) {
    const c = load<u8>(p);
    let past: usize = 0;
    if (c == Char.QUOTE && quotes) {
      past = endOfQuoted(p, end);
      quotes = past != 0;
    } else if (c == Char.APOSTROPHE && apostrophes) {
      past = pastByte(p + 1, end, Char.APOSTROPHE);
      apostrophes = past != 0;
    } else if (c == Char.DOLLAR && macros && p + 1 < end && load<u8>(p + 1) == Char.OPEN_PAREN) {
      past = pastByte(p + 2, end, Char.CLOSE_PAREN);
      macros = past != 0;
    } else if (isPlainWord(p)) {
      past = skipPlainWord(p, end);
      if (isSymbol(p, past)) addText(namesFound, p, <u32>(past - p));
    }
    p = past != 0 ? past : p + 1;
  }
}
