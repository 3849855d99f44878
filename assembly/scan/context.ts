import { Char, Class, classAt, isWordAt } from '../text/bytes';
import { sourceStart } from '../text/source';

// Reading backwards from a place, for what the words there mean. Done for the few names that turn out to matter,
// so that the scanner's loops need not remember what they passed.

/** Bytes looked back at for one parenthesis or index. */
const FARTHEST: usize = 256;

/** The byte before `p` that is no blank, newline or backslash; the newline before the source where there is none. */
export function byteBefore(p: usize): usize {
  do {
    p--;
    const kind = classAt(p);
    if (kind != Class.SPACE && kind != Class.NEWLINE && kind != Class.BACKSLASH) return p;
  } while (p >= sourceStart);
  return sourceStart - 1;
}

/** The bracket or parenthesis that the one at `p` closes, 0 where it is not nearby. */
export function openerOf(p: usize): usize {
  const close = load<u8>(p);
  const open = <u8>(close == Char.CLOSE_PAREN ? Char.OPEN_PAREN : Char.OPEN_BRACKET);
  const limit = max(sourceStart, p > FARTHEST ? p - FARTHEST : 0);
  let depth = 0;
  for (; p >= limit; p--) {
    const c = load<u8>(p);
    if (c == close) depth++;
    else if (c == open) {
      depth--;
      if (depth == 0) return p;
    } else if (c == Char.SEMICOLON || c == Char.OPEN_BRACE) return 0;
  }
  return 0;
}

/** First byte of the word whose last byte is at `p`. */
export function wordStart(p: usize): usize {
  while (isWordAt(p - 1)) p--;
  return p;
}

/** Whether the word from `start` is a member of something, `x.word` or `x->word`. */
export function isMember(start: usize): bool {
  const p = byteBefore(start);
  return load<u8>(p) == Char.DOT || (load<u8>(p) == Char.GREATER && load<u8>(p - 1) == Char.MINUS);
}

/** Whether the `=` at `p` is an assignment or begins an initialiser, rather than part of a comparison or `+=`. */
export function isAssignment(p: usize): bool {
  if (load<u8>(p + 1) == Char.EQUALS) return false;
  const kind = classAt(p - 1);
  return kind != Class.OTHER && kind != Class.EQUALS && kind != Class.MINUS && kind != Class.STAR;
}

/** Of `c ? a : b` with its `?` or `:` before a name at `p`: the byte before the condition, 0 where it is not nearby. */
export function beforeCondition(p: usize): usize {
  const limit = max(sourceStart, p > FARTHEST ? p - FARTHEST : 0);
  while (p >= limit) {
    const c = load<u8>(p);
    if (c == Char.CLOSE_PAREN || c == Char.CLOSE_BRACKET) {
      p = openerOf(p);
      if (p == 0) return 0;
    } else if (c == Char.EQUALS && isAssignment(p)) return p;
    else if (c == Char.OPEN_PAREN || c == Char.COMMA) return p;
    else if (c == Char.SEMICOLON || c == Char.OPEN_BRACE || c == Char.CLOSE_BRACE) return 0;
    p--;
  }
  return 0;
}
