import {
  AMPERSAND,
  BACKSLASH,
  CLOSE,
  continuationAt,
  GREATER,
  HASH,
  LESS,
  NEWLINE,
  OPEN,
  PIPE,
  RETURN,
  SEMICOLON,
  SPACE,
  TAB,
} from './characters.ts';
import { COMMAND_WORDS, MEANINGS, STOPS } from './command-words.ts';
import { readAssignments } from './read-assignments.ts';
import { readCompound, readParentheses } from './read-compounds.ts';
import { isDeclaration, readDeclaration } from './read-declarations.ts';
import { readFunction, readFunctionWord } from './read-functions.ts';
import { readHeredocs } from './read-heredocs.ts';
import { skipBlanks, skipComment } from './skip-space.ts';
import { readSource, readTimeOption, readTrap, readCoprocName } from './read-special-commands.ts';
import { readArguments, readRedirection, readWord } from './read-words.ts';
import type { Reader } from './reader.ts';
import { lineAt } from './reader.ts';

/** Reads commands as {@link Reader} says. A stop that nothing around awaits is passed over. */
export function readCommands(reader: Reader, stops: number): number {
  const { source, awaited } = reader;
  reader.awaited |= stops;
  const isScript = reader.depth === 0;
  /** The next command goes together with the one before, over the ends of lines. */
  let isJoined = false;
  /** Assignments or redirections stand before it, if there is one. */
  let isBegun = false;
  while (reader.at < reader.end) {
    const start = reader.at;
    const code = source.charCodeAt(start);
    const next = source.charCodeAt(start + 1);
    let stop = 0;
    switch (code) {
      case SPACE:
      case TAB:
      case RETURN:
        reader.at += 1;
        break;
      case NEWLINE:
        reader.at += 1;
        isBegun = false;
        if (reader.heredocs.length > 0) readHeredocs(reader);
        break;
      case HASH:
        skipComment(reader);
        break;
      case SEMICOLON:
        // `;;`, `;&` and `;;&`
        isBegun = false;
        if (next === SEMICOLON || next === AMPERSAND) stop = STOPS.clause;
        reader.at +=
          stop === 0 ? 1 : next === SEMICOLON && source.charCodeAt(start + 2) === AMPERSAND ? 3 : 2;
        break;
      case PIPE:
      case AMPERSAND:
        reader.at += next === PIPE || next === AMPERSAND ? 2 : 1;
        if (next === GREATER) break; // of `&>`
        isJoined = code === PIPE || next === AMPERSAND;
        isBegun = false;
        break;
      case OPEN:
        readParentheses(reader);
        isJoined = false;
        break;
      case CLOSE:
        stop = STOPS.close;
        reader.at += 1;
        break;
      case LESS:
      case GREATER:
        readRedirection(reader, code);
        skipBlanks(reader);
        readWord(reader);
        isBegun = true;
        break;
      default: {
        const isAlone = isScript && !isJoined && !isBegun;
        isBegun = false;
        const length = code === BACKSLASH ? continuationAt(source, start) : 0;
        if (length > 0) reader.at += length;
        else if (readAssignments(reader, isAlone)) {
          isBegun = true;
          isJoined = false;
        } else {
          stop = readCommand(reader, isAlone);
          isJoined = stop === MEANINGS.prefix;
        }
      }
    }
    if ((stop & reader.awaited) !== 0) {
      const isOurs = (stop & stops) !== 0;
      if (!isOurs) reader.at = start;
      reader.awaited = awaited;
      return isOurs ? stop : 0;
    }
  }
  reader.awaited = awaited;
  return 0;
}

/** What a function may be named, and so what may be called by a word alone. */
const CALLED = /^(?!\d+$)[\w\x80-\uffff][^/=[\]{}*?]*$/;

/** Reads one command from its first word on, and says what that word means. */
function readCommand(reader: Reader, isAlone: boolean): number {
  const { source, at: start } = reader;
  if (!readWord(reader)) {
    readArguments(reader);
    return 0;
  }
  if (isDescriptor(reader, start) || readFunction(reader, start)) return 0;
  const word = source.slice(start, reader.at);
  const meaning = COMMAND_WORDS.get(word) ?? 0;
  if (meaning === 0 || meaning === MEANINGS.builtin) {
    if (meaning === 0 && CALLED.test(word)) {
      reader.findings.calls.push({ name: word, start, line: lineAt(reader, start), type: 'direct' });
    }
    readArguments(reader);
  } else if (meaning === MEANINGS.function) readFunctionWord(reader, start);
  else if (meaning === MEANINGS.trap) readTrap(reader);
  else if (meaning === MEANINGS.source) readSource(reader);
  else if (meaning === MEANINGS.time) readTimeOption(reader);
  else if (meaning === MEANINGS.coproc) readCoprocName(reader);
  else if (isDeclaration(meaning)) readDeclaration(reader, meaning, isAlone);
  else readCompound(reader, meaning, start);
  return meaning;
}

/** Whether the word is that of a redirection: `2` in `2>&1`, `{fd}` in `{fd}<file`. */
function isDescriptor({ source, at }: Reader, start: number): boolean {
  const code = source.charCodeAt(at);
  return (code === LESS || code === GREATER) && /^(?:\d+|\{\w+\})$/.test(source.slice(start, at));
}
