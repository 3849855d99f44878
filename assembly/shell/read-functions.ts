import { Char } from '../text/bytes';
import { Literal, literal, literalLength, startsWith } from '../text/literal';
import { sourceEnd } from '../text/source';
import { isPlainWord } from '../text/space';
import { isSpaceByte } from './characters';
import { meaningOf } from './command-words';
import { addFunction } from './findings';
import { readCompound, readParentheses } from './read-compounds';
import { readWord } from './read-words';
import { lineAt, reader } from './reader';
import { endsWord, skipBlanks, skipSpace } from './skip-space';

/** Reads `()` and a body behind a word that starts at `start`; false when what follows is something else. */
export function readFunction(start: usize): bool {
  const nameEnd = reader.at;
  if (!readEmptyParentheses()) {
    reader.at = nameEnd;
    return false;
  }
  readBody(start, start, nameEnd);
  return true;
}

/**
 * Reads `name`, perhaps `()`, and a body behind the word `function` at `start`. Of several names, as zsh has it, the
 * first is the function's.
 */
export function readFunctionWord(start: usize): void {
  skipBlanks();
  const nameStart = reader.at;
  const isPlain = readWord();
  const nameEnd = reader.at;
  for (skipBlanks(); isAtName() && !isAtBody(); skipBlanks()) readWord();
  const end = reader.at;
  if (!readEmptyParentheses()) reader.at = end;
  readBody(start, nameStart, isPlain ? nameEnd : nameStart);
}

function readEmptyParentheses(): bool {
  skipBlanks();
  if (load<u8>(reader.at) != Char.OPEN_PAREN) return false;
  reader.at++;
  skipBlanks();
  if (reader.at >= reader.end || load<u8>(reader.at) != Char.CLOSE_PAREN) return false;
  reader.at++;
  return true;
}

/** What a body starts with, besides a parenthesis. */
const BODIES: StaticArray<Literal> = [
  literal('{'),
  literal('if'),
  literal('while'),
  literal('until'),
  literal('for'),
  literal('select'),
  literal('case'),
  literal('[['),
];

function isAtBody(): bool {
  const at = reader.at;
  if (at >= reader.end) return false;
  for (let i = 0; i < BODIES.length; i++) {
    const word = unchecked(BODIES[i]);
    if (startsWith(word, at, sourceEnd) && endsWord(at + <usize>literalLength(word))) return true;
  }
  return false;
}

function isAtName(): bool {
  const at = reader.at;
  return at < reader.end && (isPlainWord(at) || load<u8>(at) == Char.MINUS);
}

/** Reads the compound command that is a function's body; without one there is no function. */
function readBody(start: usize, nameStart: usize, nameEnd: usize): void {
  skipSpace();
  const body = reader.at;
  const isParenthesis = load<u8>(body) == Char.OPEN_PAREN;
  if (!isParenthesis && !isAtBody()) return;
  const line = lineAt(start);
  if (isParenthesis) readParentheses();
  else {
    readWord();
    readCompound(meaningOf(body, reader.at), body);
  }
  if (nameEnd == nameStart) return;
  // Space comes before what ended it from around it.
  let end = reader.at;
  while (end > body && isSpaceByte(<i32>load<u8>(end - 1))) end--;
  addFunction(start, end, nameStart, nameEnd, body, line, lineAt(end));
}
