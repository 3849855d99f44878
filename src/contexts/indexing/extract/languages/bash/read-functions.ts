import { CLOSE, isSpace, OPEN } from './characters.ts';
import { COMMAND_WORDS } from './command-words.ts';
import { readCompound, readParentheses } from './read-compounds.ts';
import { readWord } from './read-words.ts';
import type { Reader } from './reader.ts';
import { lineAt } from './reader.ts';
import { isAt, skipBlanks, skipSpace } from './skip-space.ts';

/** Reads `()` and a body behind a word that starts at `start`; false when what follows is something else. */
export function readFunction(reader: Reader, start: number): boolean {
  const nameEnd = reader.at;
  if (!readEmptyParentheses(reader)) {
    reader.at = nameEnd;
    return false;
  }
  readBody(reader, start, start, nameEnd);
  return true;
}

/**
 * Reads `name`, perhaps `()`, and a body behind the word `function` at `start`. Of several names, as zsh has it, the
 * first is the function's.
 */
export function readFunctionWord(reader: Reader, start: number): void {
  skipBlanks(reader);
  const nameStart = reader.at;
  const isPlain = readWord(reader);
  const nameEnd = reader.at;
  for (skipBlanks(reader); isAt(reader, NAME) && !isAt(reader, BODY); skipBlanks(reader)) readWord(reader);
  const end = reader.at;
  if (!readEmptyParentheses(reader)) reader.at = end;
  readBody(reader, start, nameStart, isPlain ? nameEnd : nameStart);
}

function readEmptyParentheses(reader: Reader): boolean {
  skipBlanks(reader);
  if (reader.source.charCodeAt(reader.at) !== OPEN) return false;
  reader.at += 1;
  skipBlanks(reader);
  if (reader.at >= reader.end || reader.source.charCodeAt(reader.at) !== CLOSE) return false;
  reader.at += 1;
  return true;
}

/** What a body starts with, besides a parenthesis. */
const BODY = /(?:\{|if|while|until|for|select|case|\[\[)(?![^\s;&|()<>])/y;

const NAME = /[\w-]/y;

/** Reads the compound command that is a function's body; without one there is no function. */
function readBody(reader: Reader, start: number, nameStart: number, nameEnd: number): void {
  const { source } = reader;
  skipSpace(reader);
  const body = reader.at;
  const isParenthesis = source.charCodeAt(body) === OPEN;
  if (!isParenthesis && !isAt(reader, BODY)) return;
  const line = lineAt(reader, start);
  if (isParenthesis) readParentheses(reader);
  else {
    readWord(reader);
    readCompound(reader, COMMAND_WORDS.get(source.slice(body, reader.at)) ?? 0, body);
  }
  if (nameEnd === nameStart) return;
  // Space comes before what ended it from around it.
  let end = reader.at;
  while (end > body && isSpace(source.charCodeAt(end - 1))) end -= 1;
  const name = source.slice(nameStart, nameEnd);
  const endLine = lineAt(reader, end);
  const span = { start, end, line, endLine, nameStart, body };
  reader.findings.definitions.push({ ...span, kind: 'function', name, isStatic: false, owner: undefined });
}
