import { Char } from '../text/bytes';
import { sourceEnd } from '../text/source';
import { isPlainWord } from '../text/space';
import { unitsOf } from '../text/units';
import { continuationAt } from './characters';
import { Stop } from './command-words';
import { findArithmeticEnd, findBracketEnd } from './find-ends';
import { readBackquotes, readEscapedBackquotes } from './read-backquotes';
import { readCommands } from './read-commands';
import { readEscapedQuotes, readSingleQuotes, suspect } from './read-single-quotes';
import { DEEPEST, enclose, reader } from './reader';

/** Reads the quote, expansion or escape at `at`: one byte of source at least. */
export function readSpecial(byte: i32): void {
  if (byte == Char.QUOTE) enclose(readDoubleQuotes);
  else if (byte == Char.APOSTROPHE) enclose(readSingleQuotes);
  else if (byte == Char.BACKSLASH) readEscape();
  else readExpansion(byte, false);
}

function readEscape(): void {
  const at = reader.at;
  if (load<u8>(at, 1) == Char.BACKQUOTE && reader.isInBackquotes) readEscapedBackquotes();
  else reader.at = min(at + max(continuationAt(at), 2), reader.end);
}

/** Reads `$…` or `` `…` ``. Between double quotes, single ones stand for themselves. */
function readExpansion(byte: i32, isQuoted: bool): void {
  if (byte == Char.BACKQUOTE) readBackquotes();
  else readDollar(isQuoted);
}

function readDollar(isQuoted: bool): void {
  const at = reader.at;
  const next = at + 1 < reader.end ? <i32>load<u8>(at, 1) : 0;
  if (next == Char.OPEN_BRACE) {
    if (isQuoted) enclose(readQuotedBraces);
    else enclose(readBraces);
  } else if (next == Char.OPEN_PAREN) {
    const close = load<u8>(at, 2) == Char.OPEN_PAREN ? findArithmeticEnd(at + 1) : 0;
    if (close == 0) enclose(readSubstitution);
    else readArithmetic(at + 3, close);
  } else if (next == Char.OPEN_BRACKET) {
    const close = findBracketEnd(at + 1);
    if (close == 0) reader.at += 2;
    else readUpTo(at + 2, close, close + 1);
  } else if (next == Char.APOSTROPHE && !isQuoted) enclose(readEscapedQuotes);
  else if (next == Char.QUOTE && !isQuoted) {
    reader.at++;
    enclose(readDoubleQuotes);
  } else reader.at += next == Char.DOLLAR ? 2 : 1;
}

/** Reads `$(…)`, `<(…)` or `>(…)`. */
export function readSubstitution(): bool {
  reader.at++;
  return readInParentheses();
}

export function readInParentheses(): bool {
  reader.at++;
  return readInner(Stop.CLOSE);
}

/** Reads commands that no list around them ends. */
function readInner(stops: i32): bool {
  const awaited = reader.awaited;
  reader.awaited = 0;
  const stop = readCommands(stops);
  reader.awaited = awaited;
  return stop != 0;
}

/** Reads the inside of `((…))`, whose last parenthesis is at `close`. */
export function readArithmetic(from: usize, close: usize): void {
  readUpTo(from, close - 1, close + 1);
}

/** Reads what the text up to `to` expands, and goes on at `next`. */
export function readUpTo(from: usize, to: usize, next: usize): void {
  if (reader.depth < DEEPEST) {
    const end = reader.end;
    reader.at = from;
    reader.end = to;
    reader.depth++;
    readText(-1);
    reader.depth--;
    reader.end = end;
  }
  reader.at = next;
}

/** Reads text in which nothing but expansions and escapes means something, up to `close` and over it. */
function readText(close: i32): bool {
  const end = reader.end;
  let p = reader.at;
  while (p < end) {
    const c = <i32>load<u8>(p);
    if (c == close) {
      reader.at = p + 1;
      return true;
    }
    if (c == Char.DOLLAR || c == Char.BACKQUOTE) {
      reader.at = p;
      readExpansion(c, true);
      p = reader.at;
    } else p += c == Char.BACKSLASH ? 2 : 1;
  }
  reader.at = end;
  return false;
}

function readDoubleQuotes(): bool {
  const open = reader.at;
  reader.at++;
  const isClosed = readText(Char.QUOTE);
  if (isClosed) suspect(open);
  return isClosed;
}

function readBraces(): bool {
  return readParameter(false);
}

function readQuotedBraces(): bool {
  return readParameter(true);
}

/** UTF-16 units of the index in `${name[index]:-…}` at most. */
const LONGEST_INDEX: i32 = 200;

/** Past `[index]`; `p` where there is none. */
function skipIndex(p: usize): usize {
  if (load<u8>(p) != Char.OPEN_BRACKET) return p;
  let units: i32 = 0;
  for (let q = p + 1; q < sourceEnd && units <= LONGEST_INDEX; q++) {
    const c = <i32>load<u8>(q);
    if (c == Char.CLOSE_BRACKET) return q + 1;
    if (c == Char.NEWLINE) return p;
    units += unitsOf(c);
  }
  return p;
}

/** Whether a byte is the name of a parameter by itself: one of `@*#?$!-`. */
function isSpecialParameter(c: i32): bool {
  if (c == Char.STAR || c == Char.HASH || c == Char.DOLLAR || c == Char.MINUS) return true;
  return c == Char.AT || c == Char.QUESTION || c == Char.BANG;
}

/** Whether a parameter is here, and the sign before a value that takes its place, in which single quotes do not quote. */
function hasDefault(p: usize): bool {
  const from = p;
  while (isPlainWord(p)) p++;
  if (p == from) {
    if (!isSpecialParameter(<i32>load<u8>(p))) return false;
    p++;
  }
  p = skipIndex(p);
  if (load<u8>(p) == Char.COLON) p++;
  const c = load<u8>(p);
  return c == Char.MINUS || c == Char.PLUS || c == Char.EQUALS || c == Char.QUESTION;
}

/** Reads `${…}`: a parameter with whatever is done to it, or `${ commands; }`. */
function readParameter(isQuoted: bool): bool {
  const end = reader.end;
  const from = reader.at + 2;
  reader.at = from;
  const first = <i32>load<u8>(from);
  if (first == Char.SPACE || first == Char.TAB || first == Char.NEWLINE || first == Char.PIPE) {
    if (first == Char.PIPE) reader.at++;
    return readInner(Stop.BRACE);
  }
  let quotes = !isQuoted;
  let knowsQuotes = !isQuoted;
  /** All that was read is a name, with which no line ends. */
  let isName = true;
  while (reader.at < end) {
    const c = <i32>load<u8>(reader.at);
    if (c == Char.NEWLINE && isName) return true;
    isName = isName && isPlainWord(reader.at);
    if (c == Char.CLOSE_BRACE) {
      reader.at++;
      return true;
    }
    if (c == Char.QUOTE) enclose(readDoubleQuotes);
    else if (c == Char.APOSTROPHE) {
      if (!knowsQuotes) {
        quotes = !hasDefault(from);
        knowsQuotes = true;
      }
      if (quotes) enclose(readSingleQuotes);
      else reader.at++;
    } else if (c == Char.BACKSLASH) readEscape();
    else if (c == Char.DOLLAR || c == Char.BACKQUOTE) readExpansion(c, isQuoted);
    else reader.at++;
  }
  return false;
}
