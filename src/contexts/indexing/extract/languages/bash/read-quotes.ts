import {
  APOSTROPHE,
  BACKQUOTE,
  BACKSLASH,
  CLOSE_BRACE,
  continuationAt,
  DOLLAR,
  isNameUnit,
  NEWLINE,
  OPEN,
  OPEN_BRACE,
  OPEN_BRACKET,
  PIPE,
  QUOTE,
  SPACE,
  TAB,
} from './characters.ts';
import { findArithmeticEnd, findBracketEnd } from './find-ends.ts';
import { readBackquotes, readEscapedBackquotes } from './read-backquotes.ts';
import { readEscapedQuotes, readSingleQuotes, suspect } from './read-single-quotes.ts';
import type { Reader } from './reader.ts';
import { DEEPEST, enclose } from './reader.ts';
import { STOPS } from './command-words.ts';

/** Reads the quote, expansion or escape at `at`: one unit of source at least. */
export function readSpecial(reader: Reader, code: number): void {
  if (code === QUOTE) enclose(reader, readDoubleQuotes);
  else if (code === APOSTROPHE) enclose(reader, readSingleQuotes);
  else if (code === BACKSLASH) readEscape(reader);
  else readExpansion(reader, code, false);
}

function readEscape(reader: Reader): void {
  const code = reader.source.charCodeAt(reader.at + 1);
  if (code === BACKQUOTE && reader.isInBackquotes) return readEscapedBackquotes(reader);
  reader.at = Math.min(reader.at + Math.max(continuationAt(reader.source, reader.at), 2), reader.end);
}

/** Reads `$…` or `` `…` ``. Between double quotes, single ones stand for themselves. */
function readExpansion(reader: Reader, code: number, isQuoted: boolean): void {
  if (code === BACKQUOTE) readBackquotes(reader);
  else readDollar(reader, isQuoted);
}

function readDollar(reader: Reader, isQuoted: boolean): void {
  const { source, at } = reader;
  const code = at + 1 < reader.end ? source.charCodeAt(at + 1) : 0;
  if (code === OPEN_BRACE) enclose(reader, isQuoted ? readQuotedBraces : readBraces);
  else if (code === OPEN) {
    const close = source.charCodeAt(at + 2) === OPEN ? findArithmeticEnd(reader, at + 1) : -1;
    if (close === -1) enclose(reader, readSubstitution);
    else readArithmetic(reader, at + 3, close);
  } else if (code === OPEN_BRACKET) {
    const close = findBracketEnd(reader, at + 1);
    if (close === -1) reader.at += 2;
    else readUpTo(reader, at + 2, close, close + 1);
  } else if (code === APOSTROPHE && !isQuoted) enclose(reader, readEscapedQuotes);
  else if (code === QUOTE && !isQuoted) {
    reader.at += 1;
    enclose(reader, readDoubleQuotes);
  } else reader.at += code === DOLLAR ? 2 : 1;
}

/** Reads `$(…)`, `<(…)` or `>(…)`. */
export function readSubstitution(reader: Reader): boolean {
  reader.at += 1;
  return readInParentheses(reader);
}

export function readInParentheses(reader: Reader): boolean {
  reader.at += 1;
  return readInner(reader, STOPS.close);
}

/** Reads commands that no list around them ends. */
function readInner(reader: Reader, stops: number): boolean {
  const { awaited } = reader;
  reader.awaited = 0;
  const stop = reader.readCommands(reader, stops);
  reader.awaited = awaited;
  return stop !== 0;
}

/** Reads the inside of `((…))`, whose last parenthesis is at `close`. */
export function readArithmetic(reader: Reader, from: number, close: number): void {
  readUpTo(reader, from, close - 1, close + 1);
}

/** Reads what the text up to `to` expands, and goes on at `next`. */
export function readUpTo(reader: Reader, from: number, to: number, next: number): void {
  if (reader.depth < DEEPEST) {
    const { end } = reader;
    reader.at = from;
    reader.end = to;
    reader.depth += 1;
    readText(reader, -1);
    reader.depth -= 1;
    reader.end = end;
  }
  reader.at = next;
}

/** Reads text in which nothing but expansions and escapes means something, up to `close` and over it. */
function readText(reader: Reader, close: number): boolean {
  const { source, end } = reader;
  let { at } = reader;
  while (at < end) {
    const code = source.charCodeAt(at);
    if (code === close) {
      reader.at = at + 1;
      return true;
    }
    if (code === DOLLAR || code === BACKQUOTE) {
      reader.at = at;
      readExpansion(reader, code, true);
      at = reader.at;
    } else at += code === BACKSLASH ? 2 : 1;
  }
  reader.at = end;
  return false;
}

function readDoubleQuotes(reader: Reader): boolean {
  const open = reader.at;
  reader.at += 1;
  const isClosed = readText(reader, QUOTE);
  if (isClosed) suspect(reader, open);
  return isClosed;
}

const readBraces = (reader: Reader): boolean => readParameter(reader, false);
const readQuotedBraces = (reader: Reader): boolean => readParameter(reader, true);

/** A parameter and the sign before a value that takes its place, in which single quotes do not quote. */
const DEFAULT = /(?:\w+|[@*#?$!-])(?:\[[^\]\n]{0,200}\])?:?[-+=?]/y;

/** Reads `${…}`: a parameter with whatever is done to it, or `${ commands; }`. */
function readParameter(reader: Reader, isQuoted: boolean): boolean {
  const { source, end } = reader;
  const from = (reader.at += 2);
  const first = source.charCodeAt(from);
  if (first === SPACE || first === TAB || first === NEWLINE || first === PIPE) {
    reader.at += first === PIPE ? 1 : 0;
    return readInner(reader, STOPS.brace);
  }
  let quotes: boolean | undefined = isQuoted ? undefined : true;
  /** All that was read is a name, with which no line ends. */
  let isName = true;
  while (reader.at < end) {
    const code = source.charCodeAt(reader.at);
    if (code === NEWLINE && isName) return true;
    isName &&= isNameUnit(code);
    if (code === CLOSE_BRACE) {
      reader.at += 1;
      return true;
    }
    if (code === QUOTE) enclose(reader, readDoubleQuotes);
    else if (code === APOSTROPHE) {
      if (quotes === undefined) {
        DEFAULT.lastIndex = from;
        quotes = !DEFAULT.test(source);
      }
      if (quotes) enclose(reader, readSingleQuotes);
      else reader.at += 1;
    } else if (code === BACKSLASH) readEscape(reader);
    else if (code === DOLLAR || code === BACKQUOTE) readExpansion(reader, code, isQuoted);
    else reader.at += 1;
  }
  return false;
}
