import { BLANK, BREAK, CLOSE_BRACKET, KINDS, NEWLINE, OPEN, SEMICOLON, SPECIAL } from './characters.ts';
import { MEANINGS, STOPS } from './command-words.ts';
import { findArithmeticEnd } from './find-ends.ts';
import { readCase } from './read-cases.ts';
import { readArithmetic, readSpecial } from './read-quotes.ts';
import { readArguments, readWord } from './read-words.ts';
import type { Reader } from './reader.ts';
import { DEEPEST, enclose } from './reader.ts';
import { isAt, skipBlanks, skipSpace } from './skip-space.ts';

/** Reads the compound command that begins with the word at `start`, behind which the reader is. */
export function readCompound(reader: Reader, meaning: number, start: number): void {
  if (meaning === MEANINGS.test) {
    reader.at = start;
    enclose(reader, readTest);
    return;
  }
  if (reader.depth >= DEEPEST) return;
  reader.depth += 1;
  if (meaning === MEANINGS.group) reader.readCommands(reader, STOPS.brace);
  else if (meaning === MEANINGS.if) readIf(reader);
  else if (meaning === MEANINGS.while) readLoop(reader);
  else if (meaning === MEANINGS.for) readFor(reader);
  else if (meaning === MEANINGS.case) readCase(reader);
  reader.depth -= 1;
}

/** Reads `((…))` or `(…)`. */
export function readParentheses(reader: Reader): void {
  const { source, at } = reader;
  const close = source.charCodeAt(at + 1) === OPEN ? findArithmeticEnd(reader, at) : -1;
  if (close === -1) enclose(reader, readSubshell);
  else readArithmetic(reader, at + 2, close);
}

function readSubshell(reader: Reader): boolean {
  reader.at += 1;
  reader.readCommands(reader, STOPS.close);
  return true;
}

function readIf(reader: Reader): void {
  let stop: number = STOPS.else;
  while (stop === STOPS.else || stop === STOPS.afterIf) {
    stop = reader.readCommands(reader, STOPS.afterIf | STOPS.else | STOPS.fi);
  }
}

/** Reads `commands; do commands; done`. */
function readLoop(reader: Reader): void {
  if (reader.readCommands(reader, STOPS.do | STOPS.done) === STOPS.do)
    reader.readCommands(reader, STOPS.done);
}

const DO = /do(?![^\s;&|()<>])/y;
const GROUP = /\{(?=\s)/y;

/** Reads `name in words; do commands; done`, `name do …`, `((…)) do …`, each also with `{ commands; }`. */
function readFor(reader: Reader): void {
  skipBlanks(reader);
  if (reader.source.charCodeAt(reader.at) === OPEN) readParentheses(reader);
  else {
    readWord(reader);
    skipSpace(reader);
    if (!isAt(reader, DO)) readArguments(reader);
  }
  skipSpace(reader);
  if (reader.source.charCodeAt(reader.at) === SEMICOLON) reader.at += 1;
  skipSpace(reader);
  if (!isAt(reader, GROUP)) return readLoop(reader);
  reader.at += 1;
  reader.readCommands(reader, STOPS.brace);
}

/** Reads `[[ … ]]`, in which only quotes and expansions mean something to us. */
function readTest(reader: Reader): boolean {
  const { source, end } = reader;
  reader.at += 2;
  while (reader.at < end) {
    const code = source.charCodeAt(reader.at);
    if (KINDS[code] === SPECIAL) readSpecial(reader, code);
    else if (code === CLOSE_BRACKET && isTestEnd(reader)) {
      reader.at += 2;
      return true;
    } else reader.at += 1;
  }
  return false;
}

/** `]]` as a word of its own; `[[:alpha:]]` ends with none. */
function isTestEnd({ source, at, end }: Reader): boolean {
  const after = at + 2 >= end ? BREAK : KINDS[source.charCodeAt(at + 2)];
  const isWord = (after === BLANK || after === BREAK) && source.charCodeAt(at + 1) === CLOSE_BRACKET;
  const before = source.charCodeAt(at - 1);
  return isWord && at + 1 < end && (KINDS[before] === BLANK || before === NEWLINE);
}
