import { Char } from '../text/bytes';
import { spaceAt } from '../text/space';
import { Kind, kindAt, kindOf } from './characters';
import { Meaning, Stop } from './command-words';
import { findArithmeticEnd } from './find-ends';
import { readCase } from './read-cases';
import { readCommands } from './read-commands';
import { readArithmetic, readSpecial } from './read-quotes';
import { readArguments, readWord } from './read-words';
import { DEEPEST, enclose, reader } from './reader';
import { endsWord, skipBlanks, skipSpace } from './skip-space';

/** Reads the compound command that begins with the word at `start`, behind which the reader is. */
export function readCompound(meaning: i32, start: usize): void {
  if (meaning == Meaning.TEST) {
    reader.at = start;
    enclose(readTest);
    return;
  }
  if (reader.depth >= DEEPEST) return;
  reader.depth++;
  if (meaning == Meaning.GROUP) readCommands(Stop.BRACE);
  else if (meaning == Meaning.IF) readIf();
  else if (meaning == Meaning.WHILE) readLoop();
  else if (meaning == Meaning.FOR) readFor();
  else if (meaning == Meaning.CASE) readCase();
  reader.depth--;
}

/** Reads `((…))` or `(…)`. */
export function readParentheses(): void {
  const at = reader.at;
  const close = load<u8>(at + 1) == Char.OPEN_PAREN ? findArithmeticEnd(at) : 0;
  if (close == 0) enclose(readSubshell);
  else readArithmetic(at + 2, close);
}

function readSubshell(): bool {
  reader.at++;
  readCommands(Stop.CLOSE);
  return true;
}

function readIf(): void {
  let stop: i32 = Stop.ELSE;
  while (stop == Stop.ELSE || stop == Stop.AFTER_IF) {
    stop = readCommands(Stop.AFTER_IF | Stop.ELSE | Stop.FI);
  }
}

/** Reads `commands; do commands; done`. */
function readLoop(): void {
  if (readCommands(Stop.DO | Stop.DONE) == Stop.DO) readCommands(Stop.DONE);
}

/** Whether the word `do` is here. */
function isDo(): bool {
  const at = reader.at;
  return at < reader.end && load<u8>(at) == 100 && load<u8>(at + 1) == 111 && endsWord(at + 2);
}

/** Reads `name in words; do commands; done`, `name do …`, `((…)) do …`, each also with `{ commands; }`. */
function readFor(): void {
  skipBlanks();
  if (load<u8>(reader.at) == Char.OPEN_PAREN) readParentheses();
  else {
    readWord();
    skipSpace();
    if (!isDo()) readArguments();
  }
  skipSpace();
  if (load<u8>(reader.at) == Char.SEMICOLON) reader.at++;
  skipSpace();
  const at = reader.at;
  if (at < reader.end && load<u8>(at) == Char.OPEN_BRACE && spaceAt(at + 1) > 0) {
    reader.at++;
    readCommands(Stop.BRACE);
  } else readLoop();
}

/** Reads `[[ … ]]`, in which only quotes and expansions mean something to us. */
function readTest(): bool {
  const end = reader.end;
  reader.at += 2;
  while (reader.at < end) {
    const c = <i32>load<u8>(reader.at);
    if (kindOf(c) == Kind.SPECIAL) readSpecial(c);
    else if (c == Char.CLOSE_BRACKET && isTestEnd(reader.at)) {
      reader.at += 2;
      return true;
    } else reader.at++;
  }
  return false;
}

/** `]]` as a word of its own; `[[:alpha:]]` ends with none. */
function isTestEnd(p: usize): bool {
  const end = reader.end;
  if (load<u8>(p + 1) != Char.CLOSE_BRACKET || p + 1 >= end) return false;
  const after = p + 2 >= end ? Kind.BREAK : kindAt(p + 2);
  if (after != Kind.BLANK && after != Kind.BREAK) return false;
  const before = <i32>load<u8>(p - 1);
  return before == Char.NEWLINE || kindOf(before) == Kind.BLANK;
}
