import { addImport } from '../facts/facts';
import { Char, backBlanks, skipBlanks, skipWord, startsLine } from '../text/bytes';
import {
  EL,
  EN,
  IF,
  beginBranches,
  endBranches,
  isNever,
  neverLines,
  nextBranch,
  skipNever,
} from './conditionals';
import { cursor } from './cursor';
import { beginGuard, endGuard, nextGuard } from './guards';
import { defineMacro } from './macro-definition';
import { crossed, skipDirective } from './skip';

// Preprocessor directives, in whatever state they stand.

/** "incl" and "defi" as little-endian words. */
const INCL: u32 = 0x6c636e69;
const DEFI: u32 = 0x69666564;

function include(p: usize): void {
  p = skipBlanks(skipWord(p));
  const open = load<u8>(p);
  if (open != Char.LESS && open != Char.QUOTE) return;
  const close = <u8>(open == Char.LESS ? Char.GREATER : Char.QUOTE);
  const start = ++p;
  while (load<u8>(p) != close) {
    if (load<u8>(p) == Char.NEWLINE || load<u8>(p) == 0) return;
    p++;
  }
  if (p > start) addImport(start, <u32>(p - start), cursor.line);
}

/** Reads the directive at the cursor's `#` and leaves the cursor at the newline behind it. */
export function directive(): void {
  if (!startsLine(backBlanks(cursor.p))) {
    cursor.p++;
    return;
  }
  const word = skipBlanks(cursor.p + 1);
  if (load<u32>(word) == DEFI) {
    defineMacro(skipWord(word));
    return;
  }
  const two = load<u16>(word);
  const after = skipWord(word);
  const line = cursor.line;
  let never = false;
  if (two == IF) {
    beginBranches();
    never = after == word + 2 && isNever(after);
  } else if (two == EL) nextBranch(cursor.line);
  else if (two == EN) endBranches();
  else if (load<u32>(word) == INCL) include(word);
  cursor.p = skipDirective(after);
  cursor.line += crossed;
  if (two == IF) beginGuard(word, cursor.line + 1);
  else if (two == EL) nextGuard(word, line, cursor.line + 1);
  else if (two == EN) endGuard(line);
  if (never) {
    cursor.p = skipNever(cursor.p);
    cursor.line += neverLines;
  }
}
