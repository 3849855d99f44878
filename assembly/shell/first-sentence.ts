import { Char } from '../text/bytes';
import { isAsciiLetter, isLetter, isSmallLetter } from '../text/letters';
import { Literal, literal, literalBytes, literalLength } from '../text/literal';
import { backSpace, findByte, isPlainWord, skipSpace, spaceAt } from '../text/space';
import { characterBytes } from '../text/utf8';
import { first, second } from './cut-text';

/** The sentence composed last. */
export let sentenceStart: usize = 0;
export let sentenceEnd: usize = 0;

/** Words with which lines begin that are meant for a tool, in small letters. */
const TOOLS: StaticArray<Literal> = [
  literal('eslint'),
  literal('oxlint'),
  literal('prettier'),
  literal('istanbul'),
  literal('pylint'),
  literal('noqa'),
  literal('spdx'),
  literal('copyright'),
];

/** Composes the first sentence of the comment lines from `p` to `end`; false where they have none. */
export function composeSentence(p: usize, end: usize): bool {
  const joined = joinLines(p, end);
  const plain = dropMarkup(second, dropInlineTags(first, joined, second), first);
  sentenceStart = first;
  sentenceEnd = endOfSentence(first, plain);
  return hasTwoLetters(first, plain);
}

/** Joins the lines up to the first that is no sentence onto `first`; answers the end. */
function joinLines(p: usize, end: usize): usize {
  let to = first;
  for (; p < end; p++) {
    const lineEnd = findByte(p, end, Char.NEWLINE);
    const from = skipDecoration(p, lineEnd);
    const last = backSpace(lineEnd, from);
    if (isNoSentence(from, last) || (from == last && to > first)) break;
    if (from < last) {
      if (to > first) store<u8>(to++, <u8>Char.SPACE);
      memory.copy(to, from, last - from);
      to += last - from;
    }
    p = lineEnd;
  }
  return to;
}

/** Past white space and signs that decorate the beginning of a line. */
function skipDecoration(p: usize, end: usize): usize {
  while (p < end) {
    const c = <i32>load<u8>(p);
    const isSign = c == Char.SLASH || c == Char.STAR || c == Char.BANG || c == Char.HASH;
    const length: usize = isSign ? 1 : spaceAt(p);
    if (length == 0) break;
    p += length;
  }
  return p;
}

/** Whether a line describes a parameter or is meant for a tool. */
function isNoSentence(p: usize, end: usize): bool {
  if (p >= end) return false;
  const c = <i32>load<u8>(p);
  if (c == Char.AT || c == Char.COLON || c == Char.BACKSLASH || c == Char.GREATER) return true;
  if (c == Char.MINUS || c == Char.EQUALS) {
    return p + 3 <= end && load<u8>(p + 1) == c && load<u8>(p + 2) == c;
  }
  for (let i = 0; i < TOOLS.length; i++) {
    const word = unchecked(TOOLS[i]);
    const after = p + <usize>literalLength(word);
    if (startsSmall(word, p, end) && (after == end || !isPlainWord(after))) return true;
  }
  return false;
}

/** Whether the text begins with a word, in small or capital letters. */
function startsSmall(word: Literal, p: usize, end: usize): bool {
  const length = <usize>literalLength(word);
  if (end - p < length) return false;
  for (let i: usize = 0; i < length; i++) {
    if ((load<u8>(p + i) | 32) != load<u8>(literalBytes(word) + i)) return false;
  }
  return true;
}

/** Copies text to `to` with `{@word text}` as `text`; answers the end. */
function dropInlineTags(p: usize, end: usize, to: usize): usize {
  while (p < end) {
    const from = load<u8>(p) == Char.OPEN_BRACE ? insideTag(p, end) : 0;
    if (from == 0) {
      store<u8>(to++, load<u8>(p++));
      continue;
    }
    const close = findByte(from, end, Char.CLOSE_BRACE);
    memory.copy(to, from, close - from);
    to += close - from;
    p = close + 1;
  }
  return to;
}

/** Where the text inside the `{@word text}` at `p` begins; 0 where there is none. */
function insideTag(p: usize, end: usize): usize {
  if (p + 1 >= end || load<u8>(p + 1) != Char.AT) return 0;
  const word = p + 2;
  let q = word;
  while (q < end && isPlainWord(q)) q++;
  const text = skipSpace(q, end);
  if (q == word || text == q) return 0;
  for (q = text; q < end; q++) {
    const c = load<u8>(q);
    if (c == Char.CLOSE_BRACE) return text;
    if (c == Char.OPEN_BRACE) return 0;
  }
  return 0;
}

/** Copies text to `to` without tags and backquotes, each run of white space as one space; answers the end. */
function dropMarkup(p: usize, end: usize, to: usize): usize {
  const start = to;
  let isApart = false;
  while (p < end) {
    const c = <i32>load<u8>(p);
    const space = spaceAt(p);
    const next = c == Char.LESS ? skipTag(p, end) : c == Char.BACKQUOTE ? p + 1 : p + space;
    if (space > 0) isApart = true;
    if (next > p) {
      p = next;
      continue;
    }
    if (isApart && to > start) store<u8>(to++, <u8>Char.SPACE);
    isApart = false;
    store<u8>(to++, <u8>c);
    p++;
  }
  return to;
}

/** Past the tag at `p`; `p` where there is none. */
function skipTag(p: usize, end: usize): usize {
  let q = p + 1;
  if (q < end && load<u8>(q) == Char.SLASH) q++;
  if (q >= end || !isAsciiLetter(<i32>load<u8>(q))) return p;
  for (; q < end; q++) {
    const c = load<u8>(q);
    if (c == Char.GREATER) return q + 1;
    if (c == Char.LESS) return p;
  }
  return p;
}

/** The character at `p`. */
function codeAt(p: usize): i32 {
  const lead = <i32>load<u8>(p);
  const length = characterBytes(lead);
  if (length == 1) return lead;
  let code = lead & (0x7f >> <i32>length);
  for (let i: usize = 1; i < length; i++) code = (code << 6) | (<i32>load<u8>(p + i) & 0x3f);
  return code;
}

function hasTwoLetters(p: usize, end: usize): bool {
  let letters = 0;
  while (p < end) {
    letters = isLetter(codeAt(p)) ? letters + 1 : 0;
    if (letters == 2) return true;
    p += characterBytes(<i32>load<u8>(p));
  }
  return false;
}

/** Where the first sentence ends: a small letter behind a full stop makes it an abbreviation. */
function endOfSentence(p: usize, end: usize): usize {
  for (; p < end; p++) {
    const c = <i32>load<u8>(p);
    if (c != Char.DOT && c != Char.BANG && c != Char.QUESTION) continue;
    if (p + 1 == end) return end;
    if (load<u8>(p + 1) == Char.SPACE && !isSmallLetter(codeAt(p + 2))) return p + 1;
  }
  return end;
}
