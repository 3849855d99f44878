import { copyText, keptLength } from '../facts/keep-text';
import { Char, sameBytes } from '../text/bytes';
import { Literal, equals, literal } from '../text/literal';
import { sourceStart } from '../text/source';
import { backSpace, endsLine, findByte, isPlainWord, spaceAt, spaceBefore } from '../text/space';
import { backUnits, forwardUnits, splitsCharacter } from '../text/units';
import { cutText, first, putReplacement, second } from './cut-text';
import { Definition, isValue } from './findings';

/** Bytes of UTF-8 that a signature takes at most. */
const MAX_BYTES: usize = 400;

/** UTF-16 units of the longest head that is looked at; a longer one is cut before it is tidied. */
const MAX_HEAD: i32 = 1024;

/** How far before a definition its modifiers are looked for. */
const MAX_MODIFIERS: i32 = 64;

const DECLARE = literal('declare');
const EXPORT = literal('export');
const READONLY = literal('readonly');
const TYPESET = literal('typeset');

/** Whether a word before a definition belongs to its head: the name of a command that declares, or an option of it. */
function isModifier(start: usize, end: usize): bool {
  if (load<u8>(start) == Char.MINUS) {
    for (let p = start + 1; p < end; p++) {
      if (!isPlainWord(p)) return false;
    }
    return end - start > 1;
  }
  return isOneOf(start, end, DECLARE, EXPORT) || isOneOf(start, end, READONLY, TYPESET);
}

function isOneOf(start: usize, end: usize, one: Literal, other: Literal): bool {
  return equals(one, start, end) || equals(other, start, end);
}

/** Where the modifiers before a definition begin; `start` where there are none. */
export function findModifiers(start: usize): usize {
  if (start == sourceStart || spaceBefore(start) == 0) return start;
  const limit = backUnits(start, MAX_MODIFIERS, sourceStart);
  let found = start;
  while (true) {
    const end = backSpace(found, limit);
    if (end == found) return found;
    let p = end;
    while (p > limit && spaceBefore(p) == 0) p--;
    if (p == end || !isModifier(p, end)) return found;
    found = p;
  }
}

/** The head of the definition as it was composed last. */
export let signature: usize = 0;
export let signatureLength: u32 = 0;

/**
 * Composes the head of a definition on one line: modifiers before it, then everything up to its body, without comments.
 * Of a value the first line alone. Empty when that says no more than the name.
 */
export function composeSignature(definition: Definition, modifiers: usize): void {
  signature = 0;
  signatureLength = 0;
  const start = <usize>definition.start;
  const whole = <usize>(definition.body == 0 ? definition.end : definition.body);
  let end = forwardUnits(start, MAX_HEAD, whole);
  let isSplit = end < whole && splitsCharacter;
  if (isValue(definition.kind)) {
    const line = findByte(start, end, Char.NEWLINE);
    if (line < end) isSplit = false;
    end = line;
  }
  const bare = dropComments(modifiers, end, isSplit);
  const made = cutText(second, foldLines(first, bare, second), MAX_BYTES);
  const length = made - second;
  const name = <usize>definition.nameStart;
  if (length == <usize>definition.nameEnd - name && sameBytes(name, second, length)) return;
  signature = copyText(second, made);
  signatureLength = keptLength;
}

/** Copies text without comments to `first`; answers its end. */
function dropComments(start: usize, end: usize, isSplit: bool): usize {
  let to = first;
  let p = start;
  while (p < end) {
    const c = <i32>load<u8>(p);
    if (c == Char.HASH && (p == start || spaceBefore(p) > 0)) {
      p = findByte(p, end, Char.NEWLINE);
      if (p == end) isSplit = false;
      continue;
    }
    if (c != Char.QUOTE && c != Char.APOSTROPHE) {
      store<u8>(to++, <u8>c);
      p++;
      continue;
    }
    const next = skipString(p, end, c);
    memory.copy(to, p, next - p);
    to += next - p;
    p = next;
  }
  return isSplit ? putReplacement(to) : to;
}

/** Past the string at `p`; past its quote alone where it does not end. */
function skipString(p: usize, end: usize, quote: i32): usize {
  for (let q = p + 1; q < end; q++) {
    const c = <i32>load<u8>(q);
    if (c == quote) return q + 1;
    if (c != Char.BACKSLASH || quote != Char.QUOTE) continue;
    if (q + 1 >= end || endsLine(q + 1)) break;
    q++;
  }
  return p + 1;
}

/**
 * Folds lines onto `to`, without the blanks and the last comma that a broken line has inside brackets; answers the end.
 */
function foldLines(p: usize, end: usize, to: usize): usize {
  const start = to;
  while (p < end) {
    let length = spaceAt(p);
    if (length == 0) {
      store<u8>(to++, load<u8>(p++));
      continue;
    }
    let isBroken = false;
    while (p < end && length > 0) {
      if (load<u8>(p) == Char.NEWLINE) isBroken = true;
      p += length;
      length = spaceAt(p);
    }
    if (to == start || p >= end) continue;
    const before = load<u8>(to - 1);
    if (isBroken && (before == Char.OPEN_PAREN || before == Char.OPEN_BRACKET || before == Char.LESS))
      continue;
    if (isBroken && closesBracket(load<u8>(p))) {
      if (before == Char.COMMA) to--;
    } else store<u8>(to++, <u8>Char.SPACE);
  }
  return to;
}

function closesBracket(byte: i32): bool {
  return byte == Char.CLOSE_PAREN || byte == Char.CLOSE_BRACKET || byte == Char.GREATER;
}
