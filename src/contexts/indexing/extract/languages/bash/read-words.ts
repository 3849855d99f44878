import {
  AMPERSAND,
  BLANK,
  BREAK,
  CLOSE,
  CLOSE_BRACE,
  EQUALS,
  GREATER,
  HASH,
  KINDS,
  LESS,
  NEWLINE,
  OPEN,
  PIPE,
  PLAIN,
  SPECIAL,
} from './characters.ts';
import { readHeredocs, readHeredocStart } from './read-heredocs.ts';
import { skipComment } from './skip-space.ts';
import { readInParentheses, readSpecial, readSubstitution } from './read-quotes.ts';
import type { Reader } from './reader.ts';
import { enclose } from './reader.ts';

/** Reads one word, or what there is of it; true when nothing in it is quoted or expanded. */
export function readWord(reader: Reader): boolean {
  const { source, end } = reader;
  let isPlain = true;
  while (reader.at < end) {
    let { at } = reader;
    while (at < end && KINDS[source.charCodeAt(at)] === PLAIN) at += 1;
    const isStart = at === reader.at && isPlain;
    reader.at = at;
    if (at === end) break;
    const code = source.charCodeAt(at);
    const kind = KINDS[code];
    if (kind === SPECIAL) readSpecial(reader, code);
    else if (code === OPEN && !isStart && isPattern(source, at)) enclose(reader, readGroup);
    else if (isSubstitution(reader, code)) enclose(reader, readSubstitution);
    else break;
    isPlain = false;
  }
  return isPlain;
}

/** `?(…)`, `*(…)`, `+(…)`, `@(…)` and `!(…)` are patterns; `f()` is a function, whatever its name ends in. */
function isPattern(source: string, open: number): boolean {
  return '?*+@!'.includes(source.charAt(open - 1)) && source.charCodeAt(open + 1) !== CLOSE;
}

/** `<(` and `>(` */
export function isSubstitution({ source, at }: Reader, code: number): boolean {
  return (code === LESS || code === GREATER) && source.charCodeAt(at + 1) === OPEN;
}

/** Reads what is left of a simple command: words, redirections and a comment, up to what ends it. */
export function readArguments(reader: Reader): void {
  const { source, end } = reader;
  while (reader.at < end) {
    let { at } = reader;
    while (at < end && KINDS[source.charCodeAt(at)] === PLAIN && source.charCodeAt(at) !== HASH) at += 1;
    reader.at = at;
    if (at >= end) return;
    const code = source.charCodeAt(at);
    const kind = KINDS[code];
    if (kind === BLANK) {
      reader.at += 1;
      if (reader.isZsh && isGroupEnd(reader)) return;
    } else if (kind === SPECIAL) readSpecial(reader, code);
    else if (code === HASH) readHash(reader);
    else if (code === LESS || code === GREATER) readRedirection(reader, code);
    else if (code === OPEN) enclose(reader, parenthesesAt(source, at));
    else if (code === AMPERSAND && source.charCodeAt(at + 1) === GREATER) reader.at += 2;
    else return;
  }
}

/** `}` as a word of its own */
function isGroupEnd({ source, at }: Reader): boolean {
  return source.charCodeAt(at) === CLOSE_BRACE && !(KINDS[source.charCodeAt(at + 1)] === PLAIN);
}

/** `name=(…)` is an array; `=(…)`, in zsh, a substitution. */
function parenthesesAt(source: string, open: number): (reader: Reader) => boolean {
  if (source.charCodeAt(open - 1) !== EQUALS) return readGroup;
  return KINDS[source.charCodeAt(open - 2)] === BLANK ? readInParentheses : readArray;
}

/** A comment starts where a word could. */
function readHash(reader: Reader): void {
  const before = reader.source.charCodeAt(reader.at - 1);
  const kind = KINDS[before];
  if (kind === BLANK || (kind === BREAK && before !== CLOSE)) skipComment(reader);
  else reader.at += 1;
}

/** Reads the sign of a redirection; its target is one more word. */
export function readRedirection(reader: Reader, code: number): void {
  const next = reader.source.charCodeAt(reader.at + 1);
  if (next === OPEN) enclose(reader, readSubstitution);
  else if (code === LESS && next === LESS) {
    if (reader.source.charCodeAt(reader.at + 2) === LESS) reader.at += 3;
    else readHeredocStart(reader);
  } else reader.at += next === AMPERSAND || next === PIPE || next === GREATER ? 2 : 1;
}

/** Reads the `(…)` of a pattern, or parentheses where none can be: up to the end of the line at most. */
export function readGroup(reader: Reader): boolean {
  const { source, end } = reader;
  reader.at += 1;
  while (reader.at < end) {
    const code = source.charCodeAt(reader.at);
    if (code === NEWLINE) return true;
    if (KINDS[code] === SPECIAL) readSpecial(reader, code);
    else if (code === OPEN) enclose(reader, readGroup);
    else {
      reader.at += 1;
      if (code === CLOSE) return true;
    }
  }
  return true;
}

/** Reads the `(…)` of `name=(…)`. */
export function readArray(reader: Reader): boolean {
  const { source, end } = reader;
  reader.at += 1;
  while (reader.at < end) {
    const code = source.charCodeAt(reader.at);
    if (KINDS[code] === SPECIAL) readSpecial(reader, code);
    else if (code === HASH) {
      if (source.charCodeAt(reader.at - 1) === OPEN) skipComment(reader);
      else readHash(reader);
    } else if (code === OPEN) enclose(reader, readGroup);
    else if (isSubstitution(reader, code)) enclose(reader, readSubstitution);
    else {
      reader.at += 1;
      if (code === CLOSE) return true;
      if (code === NEWLINE && reader.heredocs.length > 0) readHeredocs(reader);
    }
  }
  return false;
}
