import { addUse, symbolAt } from '../facts/facts';
import { NONE, UseType } from '../facts/layouts';
import { Char, Class, classAt, isWordAt, sameBytes, skipBlanks, skipWord } from '../text/bytes';
import { beforeCondition, byteBefore, isAssignment, isMember, openerOf, wordStart } from './context';
import { isKnownFunction } from './known-functions';
import { addLocalValue, isDesignator, localTableDepth } from './local-table';
import { innermostCallee } from './parentheses';
import { skipGap } from './skip';
import { addAssignment } from './tables';
import { Word, isCallee, wordOf } from './words';

// Names of functions used as values: handed to a call, assigned to a member, put into a variable or an array. Only
// names that the file has declared as functions count, which keeps ordinary variables out.

/** Classes of bytes that a name used as a value stands behind, as bits; OTHER is for `?`. */
const BEFORE: u32 =
  (1 << Class.OPEN_PAREN) |
  (1 << Class.CLOSE_PAREN) |
  (1 << Class.COMMA) |
  (1 << Class.EQUALS) |
  (1 << Class.AMPERSAND) |
  (1 << Class.OPEN_BRACE) |
  (1 << Class.COLON) |
  (1 << Class.OTHER);
const BEHIND: u32 =
  (1 << Class.CLOSE_PAREN) |
  (1 << Class.COMMA) |
  (1 << Class.SEMICOLON) |
  (1 << Class.CLOSE_BRACE) |
  (1 << Class.COLON);

/** Whether a word behind a byte of this class may be a function used as a value. */
export function mayRefer(last: i32): bool {
  return ((BEFORE >>> last) & 1) != 0;
}

/** What the name last looked at is put into; both equal where that has no name. */
let viaStart: usize = 0;
let viaEnd: usize = 0;

/** Where a value at hand goes, read backwards from the `=` at `p`. NONE where it is compared. */
function readTarget(p: usize): i32 {
  if (!isAssignment(p)) return NONE;
  let end = byteBefore(p);
  let index: usize = 0;
  if (load<u8>(end) == Char.CLOSE_BRACKET) {
    index = openerOf(end);
    if (index == 0) return UseType.VALUE;
    end = byteBefore(index);
  }
  if (!isWordAt(end)) {
    // `[INDEX] = name`
    const word = index == 0 ? 0 : skipBlanks(index + 1);
    if (word != 0 && classAt(word) == Class.WORD) {
      viaStart = word;
      viaEnd = skipWord(word);
    }
    return UseType.VALUE;
  }
  viaStart = wordStart(end);
  viaEnd = end + 1;
  return isMember(viaStart) ? UseType.ASSIGNED : UseType.VALUE;
}

/** What the name from `word` is used for, NONE for nothing that matters; sets via. */
function readUse(word: usize): i32 {
  viaStart = 0;
  viaEnd = 0;
  let p = byteBefore(word);
  if (load<u8>(p) == Char.AMPERSAND) {
    if (load<u8>(p - 1) == Char.AMPERSAND) return NONE;
    p = byteBefore(p);
  }
  if (load<u8>(p) == Char.CLOSE_PAREN) {
    const open = openerOf(p);
    if (open == 0) return NONE;
    p = byteBefore(open);
    if (isWordAt(p)) return NONE; // a call or a statement's condition, no cast
  }
  const c = load<u8>(p);
  if (c == Char.QUESTION || c == Char.COLON) {
    p = beforeCondition(p - 1);
    if (p == 0) return NONE;
  }
  const before = load<u8>(p);
  if (before == Char.EQUALS) return readTarget(p);
  if (before != Char.OPEN_PAREN && before != Char.COMMA)
    return before == Char.OPEN_BRACE ? UseType.VALUE : NONE;
  const callee = innermostCallee();
  if (callee == 0) return before == Char.COMMA ? UseType.VALUE : NONE;
  viaStart = callee;
  viaEnd = skipWord(callee);
  return isCallee(wordOf(viaStart, viaEnd)) ? UseType.CALLBACK : NONE;
}

/** Bytes of a body looked through for a variable of the name. */
const DECLARATIONS: usize = 2048;

/** Whether a word is declared at `start`: `type name;`, `type *name = …`, not `return name;`. */
function isDeclaration(start: usize, end: usize): bool {
  const next = classAt(skipBlanks(end));
  const ends =
    next == Class.SEMICOLON || next == Class.COMMA || next == Class.EQUALS || next == Class.OPEN_BRACKET;
  if (!ends) return false;
  let p = byteBefore(start);
  while (load<u8>(p) == Char.STAR) p = byteBefore(p);
  if (!isWordAt(p)) return false;
  return wordOf(wordStart(p), p + 1) != Word.STATEMENT;
}

function isDeclaredBetween(from: usize, to: usize, word: usize, length: usize): bool {
  let p = from;
  const limit = min(to, from + DECLARATIONS);
  while (p < limit) {
    if (classAt(p) != Class.WORD) {
      p++;
      continue;
    }
    const end = skipWord(p);
    if (end - p == length && sameBytes(p, word, length) && isDeclaration(p, end)) return true;
    p = end;
  }
  return false;
}

/** Whether a function's signature names a parameter so. */
function isParameter(symbol: i32, word: usize, length: usize): bool {
  const fact = symbolAt(symbol);
  let p = <usize>fact.signature;
  const limit = p + <usize>fact.signatureLength;
  let inside = false;
  while (p < limit) {
    const kind = classAt(p);
    if (kind == Class.OPEN_PAREN) inside = true;
    if (kind != Class.WORD) {
      p++;
      continue;
    }
    const start = p;
    while (p < limit && isWordAt(p)) p++;
    if (inside && p - start == length && sameBytes(start, word, length)) return true;
  }
  return false;
}

/** Where the body of the function at hand begins. */
let bodyStart: usize = 0;

export function beginReferences(body: usize): void {
  bodyStart = body;
}

/** Whether a parameter or a variable of the function at hand has the name: then it is no function there. */
function isShadowed(fn: i32, word: usize, end: usize): bool {
  if (fn == NONE) return false;
  return isParameter(fn, word, end - word) || isDeclaredBetween(bodyStart, word, word, end - word);
}

/** Whether the name from `word` to `end` is followed as a value is, and known as a function. */
export function isFunctionValue(word: usize, end: usize): bool {
  let kind = classAt(end);
  if (kind == Class.SPACE || kind == Class.NEWLINE) kind = classAt(skipGap(end));
  return ((BEHIND >>> kind) & 1) != 0 && isKnownFunction(word, end);
}

function use(word: usize, end: usize, line: i32, type: i32, caller: i32): void {
  addUse(word, <u32>(end - word), line, type, viaStart, <u32>(viaEnd - viaStart), caller);
}

/** Adds the use of a function's name in the body of `fn`, if it is one. */
export function referInBody(word: usize, end: usize, line: i32, fn: i32): void {
  const type = readUse(word);
  if (type == NONE || isShadowed(fn, word, end)) return;
  if (type == UseType.ASSIGNED && isDesignator(viaStart)) addAssignment(viaStart, viaEnd, word, end, line);
  else if (type != UseType.VALUE || viaStart != viaEnd) use(word, end, line, type, fn);
  else if (localTableDepth >= 0) addLocalValue(word, end, line, fn);
}

/** Adds the use of a function's name in the initialiser of `owner`. */
export function referInInitialiser(word: usize, end: usize, line: i32, owner: i32): void {
  const type = readUse(word);
  if (type == NONE) return;
  use(word, end, line, type, owner);
}
