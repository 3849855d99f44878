import { Char } from '../text/bytes';
import { Kind, kindAt, kindOf, skipPlain } from './characters';
import { pendingHeredocs, readHeredocStart, readHeredocs } from './read-heredocs';
import { readInParentheses, readSpecial, readSubstitution } from './read-quotes';
import { enclose, reader } from './reader';
import { skipComment } from './skip-space';

/** Reads one word, or what there is of it; true when nothing in it is quoted or expanded. */
export function readWord(): bool {
  const end = reader.end;
  let isPlain = true;
  while (reader.at < end) {
    const from = reader.at;
    const p = skipPlain(from, end);
    const isStart = p == from && isPlain;
    reader.at = p;
    if (p == end) break;
    const c = <i32>load<u8>(p);
    if (kindOf(c) == Kind.SPECIAL) readSpecial(c);
    else if (c == Char.OPEN_PAREN && !isStart && isPattern(p)) enclose(readGroup);
    else if (isSubstitution(p)) enclose(readSubstitution);
    else break;
    isPlain = false;
  }
  return isPlain;
}

/** `?(…)`, `*(…)`, `+(…)`, `@(…)` and `!(…)` are patterns; `f()` is a function, whatever its name ends in. */
function isPattern(open: usize): bool {
  const c = load<u8>(open - 1);
  const opens = c == Char.QUESTION || c == Char.STAR || c == Char.PLUS || c == Char.AT || c == Char.BANG;
  return opens && load<u8>(open + 1) != Char.CLOSE_PAREN;
}

/** `<(` and `>(` */
function isSubstitution(p: usize): bool {
  const c = load<u8>(p);
  return (c == Char.LESS || c == Char.GREATER) && load<u8>(p + 1) == Char.OPEN_PAREN;
}

/** Reads what is left of a simple command: words, redirections and a comment, up to what ends it. */
export function readArguments(): void {
  const end = reader.end;
  while (reader.at < end) {
    let p = reader.at;
    while (p < end && load<u8>(p) != Char.HASH && kindOf(<i32>load<u8>(p)) == Kind.PLAIN) p++;
    reader.at = p;
    if (p >= end) return;
    const c = <i32>load<u8>(p);
    const kind = kindOf(c);
    if (kind == Kind.BLANK) {
      reader.at++;
      if (reader.isZsh && isGroupEnd()) return;
    } else if (kind == Kind.SPECIAL) readSpecial(c);
    else if (c == Char.HASH) readHash();
    else if (c == Char.LESS || c == Char.GREATER) readRedirection(c);
    else if (c == Char.OPEN_PAREN) readArgumentParentheses(p);
    else if (c == Char.AMPERSAND && load<u8>(p + 1) == Char.GREATER) reader.at += 2;
    else return;
  }
}

/** `}` as a word of its own */
function isGroupEnd(): bool {
  return load<u8>(reader.at) == Char.CLOSE_BRACE && kindAt(reader.at + 1) != Kind.PLAIN;
}

/** `name=(…)` is an array; `=(…)`, in zsh, a substitution. */
function readArgumentParentheses(open: usize): void {
  if (load<u8>(open - 1) != Char.EQUALS) enclose(readGroup);
  else if (kindOf(<i32>load<u8>(open - 2)) == Kind.BLANK) enclose(readInParentheses);
  else enclose(readArray);
}

/** A comment starts where a word could. */
function readHash(): void {
  const before = <i32>load<u8>(reader.at - 1);
  const kind = kindOf(before);
  if (kind == Kind.BLANK || (kind == Kind.BREAK && before != Char.CLOSE_PAREN)) skipComment();
  else reader.at++;
}

/** Reads the sign of a redirection; its target is one more word. */
export function readRedirection(byte: i32): void {
  const next = load<u8>(reader.at + 1);
  if (next == Char.OPEN_PAREN) enclose(readSubstitution);
  else if (byte == Char.LESS && next == Char.LESS) {
    if (load<u8>(reader.at + 2) == Char.LESS) reader.at += 3;
    else readHeredocStart();
  } else reader.at += next == Char.AMPERSAND || next == Char.PIPE || next == Char.GREATER ? 2 : 1;
}

/** Reads the `(…)` of a pattern, or parentheses where none can be: up to the end of the line at most. */
function readGroup(): bool {
  reader.at++;
  readLineOfPattern();
  return true;
}

/** Reads a pattern up to its `)` or the end of the line; answers whether the `)` was there. */
export function readLineOfPattern(): bool {
  const end = reader.end;
  while (reader.at < end) {
    const c = <i32>load<u8>(reader.at);
    if (c == Char.NEWLINE) return false;
    if (kindOf(c) == Kind.SPECIAL) readSpecial(c);
    else if (c == Char.OPEN_PAREN) enclose(readGroup);
    else {
      reader.at++;
      if (c == Char.CLOSE_PAREN) return true;
    }
  }
  return false;
}

/** Reads the `(…)` of `name=(…)`. */
export function readArray(): bool {
  const end = reader.end;
  reader.at++;
  while (reader.at < end) {
    const c = <i32>load<u8>(reader.at);
    if (kindOf(c) == Kind.SPECIAL) readSpecial(c);
    else if (c == Char.HASH) {
      if (load<u8>(reader.at - 1) == Char.OPEN_PAREN) skipComment();
      else readHash();
    } else if (c == Char.OPEN_PAREN) enclose(readGroup);
    else if (isSubstitution(reader.at)) enclose(readSubstitution);
    else {
      reader.at++;
      if (c == Char.CLOSE_PAREN) return true;
      if (c == Char.NEWLINE && pendingHeredocs > 0) readHeredocs();
    }
  }
  return false;
}
