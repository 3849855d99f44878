import { Char, Class, classAt, skipWord } from '../text/bytes';
import { skipCharacter, skipGap, skipSlash, skipString } from './skip';

// Arguments of one call or macro invocation, read from the text itself.

/** Bytes looked at for the arguments of one call: enough for any real one, and a bound for hostile ones. */
const FARTHEST: usize = 1024;

/** What argument() found. */
export let argumentStart: usize = 0;
export let argumentEnd: usize = 0;

/** Past the argument at `p`: to its comma or closing parenthesis, or 0 where there is neither nearby. */
function skipArgument(p: usize, limit: usize): usize {
  let depth = 0;
  while (p < limit) {
    switch (classAt(p)) {
      case Class.OPEN_PAREN:
      case Class.OPEN_BRACE:
      case Class.OPEN_BRACKET:
        depth++;
        break;
      case Class.CLOSE_PAREN:
        if (depth == 0) return p;
        depth--;
        break;
      case Class.CLOSE_BRACE:
      case Class.CLOSE_BRACKET:
        if (depth == 0) return 0;
        depth--;
        break;
      case Class.COMMA:
        if (depth == 0) return p;
        break;
      case Class.QUOTE:
        p = skipString(p);
        continue;
      case Class.APOSTROPHE:
        p = skipCharacter(p);
        continue;
      case Class.SLASH:
        p = skipSlash(p);
        continue;
      case Class.END:
        return 0;
    }
    p++;
  }
  return 0;
}

/** Finds argument `index` (from 0) behind the `(` at `open`; answers whether there is one. */
export function argument(open: usize, index: i32): bool {
  const limit = open + FARTHEST;
  let p = skipGap(open + 1);
  let i = 0;
  while (true) {
    const end = skipArgument(p, limit);
    if (end == 0) return false;
    if (i == index) {
      argumentStart = p;
      argumentEnd = end;
      while (argumentEnd > p && <i32>load<u8>(argumentEnd - 1) <= Char.SPACE) argumentEnd--;
      return argumentEnd > p;
    }
    if (load<u8>(end) == Char.CLOSE_PAREN) return false;
    p = skipGap(end + 1);
    i++;
  }
}

/** Finds argument `index` where it is one identifier, with `&` before it or not. */
export function nameArgument(open: usize, index: i32): bool {
  if (!argument(open, index)) return false;
  if (load<u8>(argumentStart) == Char.AMPERSAND) argumentStart = skipGap(argumentStart + 1);
  return (
    argumentStart < argumentEnd &&
    classAt(argumentStart) == Class.WORD &&
    skipWord(argumentStart) == argumentEnd
  );
}

/** Finds argument `index` where it is one string; the bounds leave its quotes out. */
export function stringArgument(open: usize, index: i32): bool {
  if (!argument(open, index) || load<u8>(argumentStart) != Char.QUOTE) return false;
  const end = skipString(argumentStart);
  if (end < argumentStart + 2 || load<u8>(end - 1) != Char.QUOTE) return false;
  argumentStart++;
  argumentEnd = end - 1;
  for (let p = argumentStart; p < argumentEnd; p++) if (<i32>load<u8>(p) < Char.SPACE) return false;
  return true;
}

/** Whether the identifier is written without a small letter: a constant, no handler. */
export function isConstant(start: usize, end: usize): bool {
  for (let p = start; p < end; p++) {
    const c = load<u8>(p);
    if (c >= 97 && c <= 122) return false;
  }
  return true;
}
