import { arenaRoom } from '../memory/arena';
import { Char } from '../text/bytes';
import { skipSpace } from '../text/space';

const LETTER_X: u8 = 88;
const LETTER_N: u8 = 110;

/** Past the `$(…)` at `p` that has no parentheses in it; 0 where there is none. */
function skipFlat(p: usize, end: usize): usize {
  if (p + 1 >= end || load<u8>(p + 1) != Char.OPEN_PAREN) return 0;
  for (p += 2; p < end; p++) {
    const c = load<u8>(p);
    if (c == Char.OPEN_PAREN) return 0;
    if (c == Char.CLOSE_PAREN) return p + 1;
  }
  return 0;
}

/** Copies a text with an X for each `$(…)` without parentheses in it to `to`; answers the end. */
function copyFlat(p: usize, end: usize, to: usize): usize {
  while (p < end) {
    const c = load<u8>(p);
    const past = c == Char.DOLLAR ? skipFlat(p, end) : 0;
    store<u8>(to++, past != 0 ? LETTER_X : c);
    p = past != 0 ? past : p + 1;
  }
  return to;
}

/** Whether nothing, or `n`, stands between the comma at `p` and a closing parenthesis. */
function endsInNothing(p: usize, end: usize): bool {
  p = skipSpace(p + 1, end);
  if (p < end && load<u8>(p) == LETTER_N) p = skipSpace(p + 1, end);
  return p < end && load<u8>(p) == Char.CLOSE_PAREN;
}

/** Whether nothing stands between the parenthesis at `p` and a comma. */
function beginsWithNothing(p: usize, end: usize): bool {
  p = skipSpace(p + 1, end);
  return p < end && load<u8>(p) == Char.COMMA;
}

/** Whether what stands behind an `ifeq`, from `start` to `limit`, compares with an empty text or with `n`. */
export function comparesWithNothing(start: usize, limit: usize): bool {
  let p = arenaRoom(limit - start);
  const end = copyFlat(start, limit, p);
  for (; p < end; p++) {
    const c = load<u8>(p);
    if (c == Char.COMMA && endsInNothing(p, end)) return true;
    if (c == Char.OPEN_PAREN && beginsWithNothing(p, end)) return true;
    const isQuote = c == Char.QUOTE || c == Char.APOSTROPHE;
    if (isQuote && p + 1 < end && load<u8>(p + 1) == c) return true;
  }
  return false;
}
