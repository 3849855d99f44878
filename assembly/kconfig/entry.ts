import { addSymbol, symbolAt } from '../facts/facts';
import { beginSignature, keepSignature, putSignature } from '../facts/keep-text';
import { Kind, NONE } from '../facts/layouts';
import { LIST_BYTES, at, clear, count, makeList, push } from '../memory/list';
import { Char } from '../text/bytes';
import { Literal, literal, literalBytes, literalLength } from '../text/literal';
import { findByte, findSpace, skipSpace } from '../text/space';
import { isDefault, typeOf } from './keywords';

// A symbol whose properties are being read.

export namespace entry {
  export let isOpen: bool = false;
  /** Its index, NONE where its name is too long to be kept. */
  export let index: i32 = NONE;
  export let lastLine: i32 = 0;
}

let type: Literal = 0;
let prompt: usize = 0;
let promptEnd: usize = 0;
/** Start and end of each expression that it depends on. */
const depends = makeList(memory.data(LIST_BYTES, 16), 8);

const BLANK = literal(' ');
const QUOTE = literal(' "');
const END_QUOTE = literal('"');
const DEPENDS_ON = literal(' depends on ');
const OPEN = literal('(');
const AND = literal(') && (');
const CLOSE = literal(')');

/** Opens a symbol; `name` is `CONFIG_X`. */
export function openEntry(name: usize, length: u32, line: i32): void {
  entry.isOpen = true;
  entry.index = addSymbol(Kind.CONFIG, name, length, line);
  entry.lastLine = line;
  type = 0;
  prompt = 0;
  promptEnd = 0;
  clear(depends);
}

/** `"The text" if EXPR` begins at `p`; of several prompts the first that is not empty counts. */
export function readPrompt(p: usize, end: usize): void {
  if (promptEnd > prompt || p == end) return;
  const quote = load<u8>(p);
  if (quote != Char.QUOTE && quote != Char.APOSTROPHE) return;
  const close = findByte(p + 1, end, quote);
  if (close == end) return;
  prompt = p + 1;
  promptEnd = close;
}

/** A type from `start` to `end`, and what follows it. */
export function readType(start: usize, end: usize, rest: usize, limit: usize): void {
  if (type == 0) type = typeOf(start, end);
  if (!isDefault(start, end)) readPrompt(rest, limit);
}

export function addDepends(start: usize, end: usize): void {
  const expression = push(depends);
  store<u32>(expression, <u32>start);
  store<u32>(expression, <u32>end, 4);
}

function putLiteral(text: Literal): bool {
  return putSignature(literalBytes(text), literalBytes(text) + <usize>literalLength(text));
}

/** Adds an expression with single blanks. */
function putExpression(start: usize, end: usize): bool {
  let p = start;
  while (p < end) {
    const word = findSpace(p, end);
    if (!putSignature(p, word)) return false;
    p = skipSpace(word, end);
    if (p > word && !putLiteral(BLANK)) return false;
  }
  return true;
}

function putDepends(): void {
  const total = count(depends);
  if (total == 0 || !putLiteral(DEPENDS_ON)) return;
  if (total > 1) putLiteral(OPEN);
  for (let i = 0; i < total; i++) {
    if (i > 0 && !putLiteral(AND)) return;
    const expression = at(depends, i);
    if (!putExpression(<usize>load<u32>(expression), <usize>load<u32>(expression, 4))) return;
  }
  if (total > 1) putLiteral(CLOSE);
}

/** Ends the symbol at hand, if there is one. */
export function closeEntry(): void {
  if (!entry.isOpen) return;
  entry.isOpen = false;
  if (entry.index == NONE) return;
  const fact = symbolAt(entry.index);
  fact.endLine = entry.lastLine;
  beginSignature();
  putSignature(fact.name, fact.name + fact.nameLength);
  if (type != 0) {
    putLiteral(BLANK);
    putLiteral(type);
  }
  if (promptEnd > prompt) {
    putLiteral(QUOTE);
    putSignature(prompt, promptEnd);
    putLiteral(END_QUOTE);
  }
  putDepends();
  keepSignature(fact);
}
