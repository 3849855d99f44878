import { Kind as SymbolKind } from '../facts/layouts';
import { Char } from '../text/bytes';
import { isPlainWord } from '../text/space';
import { Kind, isDigit, kindOf } from './characters';
import { findBracketEnd } from './find-ends';
import { clearHeld, defineHeld, holdValue } from './findings';
import { readUpTo } from './read-quotes';
import { readArray, readWord } from './read-words';
import { enclose, lineAt, reader } from './reader';
import { skipBlanks } from './skip-space';

/**
 * Reads `A=1 B=(2 3)`, up to what comes next, and says whether there was an assignment. They define variables when
 * they are a command of their own (`isAlone`: not one of a list joined by `&&`, `||` or `|`).
 */
export function readAssignments(isAlone: bool): bool {
  if (!isPlainWord(reader.at)) return false;
  if (isAlone) clearHeld();
  let any = false;
  for (; readAssignment(isAlone, SymbolKind.VARIABLE); skipBlanks()) any = true;
  if (any && isAlone && endsAlone()) defineHeld(false);
  return any;
}

/**
 * Reads `name=value`, `name+=value` or `name[…]=value`, if there is one, and holds it; only the first two have a name
 * of their own.
 */
export function readAssignment(isHeld: bool, kind: i32): bool {
  const end = reader.end;
  const start = reader.at;
  let p = start;
  while (p < end && isPlainWord(p)) p++;
  if (p == start || isDigit(<i32>load<u8>(start))) return false;
  const nameEnd = p;
  const isElement = load<u8>(p) == Char.OPEN_BRACKET;
  if (isElement) {
    const close = findBracketEnd(p);
    if (close == 0) return false;
    p = close + 1;
  }
  if (load<u8>(p) == Char.PLUS) p++;
  if (p >= end || load<u8>(p) != Char.EQUALS) return false;
  const line = isHeld && !isElement ? lineAt(start) : 0;
  if (isElement) readUpTo(nameEnd, p, p);
  reader.at = p + 1;
  if (load<u8>(p + 1) == Char.OPEN_PAREN && p + 1 < end) enclose(readArray);
  else readWord();
  if (line > 0) holdValue(kind, start, reader.at, nameEnd, line, lineAt(reader.at));
  return true;
}

/** Whether the command that ends here is not joined with the next one, nor goes on. */
export function endsAlone(): bool {
  const at = reader.at;
  if (at >= reader.end) return true;
  const c = <i32>load<u8>(at);
  if (c == Char.HASH) return true;
  const kind = kindOf(c);
  if (kind == Kind.PLAIN || kind == Kind.SPECIAL) return false;
  if (c == Char.PIPE || c == Char.LESS || c == Char.GREATER) return false;
  const next = load<u8>(at + 1);
  return c != Char.AMPERSAND || (next != Char.AMPERSAND && next != Char.GREATER);
}
