import { arenaKeep, arenaRoom } from '../memory/arena';
import { Char, Class, classAt, isWordAt, skipBlanks, skipWord } from '../text/bytes';
import { equals, literal, startsWith } from '../text/literal';
import { skipContinuation, skipSlash, wasComment } from './skip';

// The condition of an `#if` as text of one form: single spaces around operators, `defined(CONFIG_X)` as `CONFIG_X`.

/** Bytes of a condition that are kept; a longer one ends in `…`. */
const LONGEST: usize = 240;
/** Most that one token and a space add. */
const ROOM: usize = 1100;

const DEFINED = literal('defined');
const CONFIG = literal('CONFIG_');

/** Length of the text composed last. */
export let conditionLength: u32 = 0;

let to: usize = 0;
let used: usize = 0;

function begin(): void {
  to = arenaRoom(LONGEST + ROOM);
  used = 0;
}

function put(value: i32): void {
  store<u8>(to + used, <u8>value);
  used++;
}

function putAll(from: usize, length: usize): void {
  const bytes = min(length, ROOM - 100);
  memory.copy(to + used, from, bytes);
  used += bytes;
}

function keep(): usize {
  if (used > LONGEST) {
    used = LONGEST;
    while (used > 0 && (load<u8>(to + used) & 0xc0) == 0x80) used--;
    put(0xe2); // …
    put(0x80);
    put(0xa6);
  }
  arenaKeep(used);
  conditionLength = <u32>used;
  return to;
}

/** Past blanks, comments and continued lines. */
function skipSpace(p: usize): usize {
  while (true) {
    p = skipBlanks(p);
    const c = load<u8>(p);
    if (c == Char.RETURN) p++;
    else if (c == Char.BACKSLASH) {
      const q = skipContinuation(p);
      if (q == p) return p;
      p = q;
    } else if (c == Char.SLASH) {
      const q = skipSlash(p);
      if (!wasComment) return p;
      p = q;
    } else return p;
  }
}

/** `defined X`, `defined(X)` at `p` behind the word: a name of the configuration stands for itself. */
function putDefined(p: usize): usize {
  const open = skipSpace(p);
  const bracketed = load<u8>(open) == Char.OPEN_PAREN;
  const name = bracketed ? skipSpace(open + 1) : open;
  const end = skipWord(name);
  const plain = startsWith(CONFIG, name, end);
  if (!plain) {
    putAll(p - 7, 7);
    put(Char.OPEN_PAREN);
  }
  putAll(name, end - name);
  if (!plain) put(Char.CLOSE_PAREN);
  if (!bracketed) return end;
  const close = skipSpace(end);
  return load<u8>(close) == Char.CLOSE_PAREN ? close + 1 : close;
}

/** An operator of two sides gets a space on either; answers how many bytes it has, 0 for none. */
function operatorLength(p: usize): usize {
  const c = load<u8>(p);
  const next = load<u8>(p + 1);
  if ((c == Char.AMPERSAND && next == c) || (c == Char.PIPE && next == c)) return 2;
  if (next == Char.EQUALS && (c == Char.EQUALS || c == Char.BANG || c == Char.LESS || c == Char.GREATER))
    return 2;
  return c == Char.LESS || c == Char.GREATER ? 1 : 0;
}

/** The condition at `p`, to the end of its directive. Answers its text in the arena. */
export function composeCondition(p: usize): usize {
  begin();
  let afterWord = false;
  while (used <= LONGEST) {
    p = skipSpace(p);
    const kind = classAt(p);
    if (kind == Class.NEWLINE || kind == Class.END) break;
    const operator = operatorLength(p);
    if (operator != 0) {
      put(Char.SPACE);
      putAll(p, operator);
      put(Char.SPACE);
      p += operator;
      afterWord = false;
    } else if (kind <= Class.DIGIT) {
      const end = skipWord(p);
      if (afterWord) put(Char.SPACE);
      if (equals(DEFINED, p, end)) p = putDefined(end);
      else {
        putAll(p, end - p);
        p = end;
      }
      afterWord = true;
    } else {
      put(load<u8>(p));
      p++;
      afterWord = false;
    }
  }
  return keep();
}

/** The condition of `#ifdef` or `#ifndef` for the name at `p`. */
export function composeDefined(p: usize, negated: bool): usize {
  begin();
  if (negated) put(Char.BANG);
  const end = skipWord(p);
  const plain = startsWith(CONFIG, p, end);
  if (!plain) {
    putAll(literalText(DEFINED), 7);
    put(Char.OPEN_PAREN);
  }
  putAll(p, end - p);
  if (!plain) put(Char.CLOSE_PAREN);
  return keep();
}

function literalText(text: usize): usize {
  return text + 4;
}

/** Whether the text is one operand: a name, a call of a name, or the negation of one. */
function isOperand(text: usize, length: usize): bool {
  let p = text;
  const end = text + length;
  if (load<u8>(p) == Char.BANG) p++;
  while (p < end && isWordAt(p)) p++;
  if (p == end) return true;
  if (load<u8>(p) != Char.OPEN_PAREN) return false;
  let depth = 0;
  for (; p < end; p++) {
    const c = load<u8>(p);
    if (c == Char.OPEN_PAREN) depth++;
    else if (c == Char.CLOSE_PAREN) {
      depth--;
      if (depth == 0) return p + 1 == end;
    }
  }
  return false;
}

function putOperand(text: usize, length: usize): void {
  if (isOperand(text, length)) {
    putAll(text, length);
    return;
  }
  put(Char.OPEN_PAREN);
  putAll(text, length);
  put(Char.CLOSE_PAREN);
}

function putNegated(text: usize, length: usize): void {
  if (length > 0 && load<u8>(text) == Char.BANG && isOperand(text, length)) {
    putAll(text + 1, length - 1);
    return;
  }
  put(Char.BANG);
  putOperand(text, length);
}

function putAnd(): void {
  put(Char.SPACE);
  put(Char.AMPERSAND);
  put(Char.AMPERSAND);
  put(Char.SPACE);
}

/** `first && !second`, where `first` may be empty. */
export function composeElse(first: usize, firstLength: u32, second: usize, secondLength: u32): usize {
  begin();
  putAll(first, firstLength);
  if (used > 0) putAnd();
  putNegated(second, secondLength);
  return keep();
}

/** `first && second`, where `first` may be empty. */
export function composeBoth(first: usize, firstLength: u32, second: usize, secondLength: u32): usize {
  begin();
  putAll(first, firstLength);
  if (used == 0) putAll(second, secondLength);
  else {
    putAnd();
    putOperand(second, secondLength);
  }
  return keep();
}

/** Whether the text names the configuration. */
export function mentionsConfig(text: usize, length: u32): bool {
  const end = text + <usize>length;
  for (let p = text; p + 7 < end; p++) if (startsWith(CONFIG, p, end)) return true;
  return false;
}

/** Whether the text is `0`, which an `#if` disables its lines with. */
export function isZero(text: usize, length: u32): bool {
  return length == 1 && load<u8>(text) == Char.DIGIT_0;
}
