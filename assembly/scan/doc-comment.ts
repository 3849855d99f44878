import { arenaKeep, arenaRoom } from '../memory/arena';
import { symbolAt } from '../facts/facts';
import { NONE } from '../facts/layouts';
import { Char, Class, classAt, isWordAt } from '../text/bytes';
import { head, headEmpty, tokenAt } from './head';

// What the comment straight before a definition says: its first sentence as plain text.

/** Bytes of a sentence that are kept; a longer one ends in `…`. */
const LONGEST: usize = 160;
/** Bytes of a comment read for it. */
const FARTHEST: usize = 1024;

/** The comment last read between two statements. */
let start: usize = 0;
let end: usize = 0;
let endLine: i32 = -1;

export function clearDoc(): void {
  endLine = -1;
}

function beginsLine(p: usize): bool {
  do p--;
  while (load<u8>(p) == Char.SPACE || load<u8>(p) == Char.TAB);
  return load<u8>(p) == Char.NEWLINE;
}

/** Notes a comment that stands between two statements on lines `first` to `last`; lines of `//` are one comment. */
export function noteComment(from: usize, to: usize, first: i32, last: i32): void {
  if (!beginsLine(from)) return; // it is about what stands before it
  const goesOn =
    first == endLine + 1 && load<u8>(from + 1) == Char.SLASH && load<u8>(start + 1) == Char.SLASH;
  if (!goesOn) start = from;
  end = to;
  endLine = last;
}

let to: usize = 0;
let used: usize = 0;

/** Past the signs that decorate the beginning of a comment or of one of its lines. */
function skipDecoration(p: usize, limit: usize): usize {
  while (p < limit) {
    const c = load<u8>(p);
    if (
      c != Char.SPACE &&
      c != Char.TAB &&
      c != Char.STAR &&
      c != Char.SLASH &&
      c != Char.BANG &&
      c != Char.RETURN
    )
      break;
    p++;
  }
  return p;
}

const PERCENT: u8 = 37;

/** Whether the line from `p` ends a summary: it is empty, or describes a parameter. */
function endsSummary(p: usize, limit: usize): bool {
  return p >= limit || load<u8>(p) == Char.NEWLINE || load<u8>(p) == Char.AT;
}

/** Behind `name - `, `name() - ` or `struct name - `, with which kernel-doc begins a line; else `p`. */
function skipTitle(p: usize, limit: usize): usize {
  for (let q = p; q + 2 < limit; q++) {
    const c = load<u8>(q);
    if (c == Char.NEWLINE) return p;
    const dash = c == Char.MINUS || c == Char.COLON;
    if (dash && q > p && isBlank(q + 1) && (c == Char.COLON || isBlank(q - 1))) return q + 2;
    if (!isWordAt(q) && c != Char.SPACE && c != Char.TAB && c != Char.OPEN_PAREN && c != Char.CLOSE_PAREN)
      return p;
    if (q - p > 100) return p;
  }
  return p;
}

function isBlank(p: usize): bool {
  const c = load<u8>(p);
  return c == Char.SPACE || c == Char.TAB || c == Char.NEWLINE;
}

/** Whether the sign at `p` is markup before a name: `%NULL`, `&struct file`, `@count`. */
function isMarkup(p: usize): bool {
  const c = load<u8>(p);
  if (c == Char.BACKQUOTE) return true;
  if (c != PERCENT && c != Char.AT && c != Char.AMPERSAND) return false;
  return classAt(p + 1) == Class.WORD && !isWordAt(p - 1);
}

/** Whether the full stop at `p` ends a sentence: a small letter behind it makes it an abbreviation. */
function endsSentence(p: usize, limit: usize): bool {
  if (load<u8>(p) != Char.DOT || !isBlank(p + 1)) return false;
  let q = p + 1;
  while (q < limit && isBlank(q)) q++;
  if (q < limit && load<u8>(q) == Char.STAR) q = skipDecoration(q, limit);
  const c = load<u8>(q);
  return q >= limit || c < 97 || c > 122;
}

/** Copies the first sentence between `p` and `limit` on one line. */
function copySentence(p: usize, limit: usize): void {
  let letters = 0;
  if (load<u8>(p) == Char.AT) return;
  while (p < limit && used < LONGEST + 4) {
    const c = load<u8>(p);
    if (c == Char.NEWLINE) {
      const next = skipDecoration(p + 1, limit);
      if (letters == 0) used = 0; // a ruler
      else if (endsSummary(next, limit)) return;
      if (used > 0 && load<u8>(to + used - 1) != Char.SPACE) store<u8>(to + used++, Char.SPACE);
      p = next;
      if (used == 0) p = skipTitle(p, limit);
      continue;
    }
    if (<i32>c <= Char.SPACE) {
      if (used > 0 && load<u8>(to + used - 1) != Char.SPACE) store<u8>(to + used++, Char.SPACE);
    } else if (!isMarkup(p)) {
      store<u8>(to + used++, c);
      if (classAt(p) == Class.WORD && c != Char.UNDERSCORE) letters++;
      if (endsSentence(p, limit)) return;
    }
    p++;
  }
}

/** Cuts the text to its bound between characters, and takes blanks off its end. */
function trim(): void {
  if (used > LONGEST) {
    used = LONGEST;
    while (used > 0 && (load<u8>(to + used) & 0xc0) == 0x80) used--;
    while (used > 0 && load<u8>(to + used - 1) == Char.SPACE) used--;
    store<u8>(to + used, 0xe2); // …
    store<u8>(to + used + 1, 0x80);
    store<u8>(to + used + 2, 0xa6);
    used += 3;
  }
  while (used > 0 && load<u8>(to + used - 1) == Char.SPACE) used--;
}

/** Fewer letters say nothing. */
const SHORTEST: usize = 4;

function hasWords(): bool {
  let letters: usize = 0;
  for (let i: usize = 0; i < used; i++) if (classAt(to + i) == Class.WORD) letters++;
  return letters >= SHORTEST;
}

/** Gives the symbol the comment that ends right above line `line`. */
export function attachDocAt(symbol: i32, line: i32): void {
  if (symbol == NONE || endLine < 0 || line < endLine || line - endLine > 1) return;
  let limit = end;
  if (load<u8>(start + 1) == Char.STAR && limit >= start + 4) limit -= 2;
  limit = min(limit, start + FARTHEST);
  to = arenaRoom(LONGEST + 16);
  used = 0;
  copySentence(skipTitle(skipDecoration(start, limit), limit), limit);
  trim();
  if (!hasWords()) return;
  const fact = symbolAt(symbol);
  fact.doc = <u32>to;
  fact.docLength = <u32>used;
  arenaKeep(used);
}

/** Gives the symbol that the statement at hand defines the comment straight before it. */
export function attachDoc(symbol: i32): void {
  if (headEmpty()) return;
  const first = tokenAt(head.base);
  if (<usize>first.start >= end) attachDocAt(symbol, first.line);
}
