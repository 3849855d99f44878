import { Char } from '../text/bytes';
import { sourceEnd } from '../text/source';

/** What a byte is to a word. */
export const enum Kind {
  /** Stands for itself in a word. */
  PLAIN = 0,
  /** Separates words and nothing else. */
  BLANK = 1,
  /** Ends a word, and has a meaning of its own. */
  BREAK = 2,
  /** Quotes or expands something within a word. */
  SPECIAL = 3,
  /** Behind the source, which may itself contain NUL. */
  END = 4,
}

const kinds = memory.data(256, 16);

function set(code: i32, kind: i32): void {
  store<u8>(kinds + <usize>code, <u8>kind);
}

function buildKinds(): void {
  set(Char.TAB, Kind.BLANK);
  set(Char.RETURN, Kind.BLANK);
  set(Char.SPACE, Kind.BLANK);
  set(Char.NEWLINE, Kind.BREAK);
  set(Char.AMPERSAND, Kind.BREAK);
  set(Char.OPEN_PAREN, Kind.BREAK);
  set(Char.CLOSE_PAREN, Kind.BREAK);
  set(Char.SEMICOLON, Kind.BREAK);
  set(Char.LESS, Kind.BREAK);
  set(Char.GREATER, Kind.BREAK);
  set(Char.PIPE, Kind.BREAK);
  set(Char.QUOTE, Kind.SPECIAL);
  set(Char.DOLLAR, Kind.SPECIAL);
  set(Char.APOSTROPHE, Kind.SPECIAL);
  set(Char.BACKSLASH, Kind.SPECIAL);
  set(Char.BACKQUOTE, Kind.SPECIAL);
}
buildKinds();

/** The Kind of a byte inside the source. */
export function kindOf(byte: i32): i32 {
  return <i32>load<u8>(kinds + <usize>byte);
}

/** The Kind of what is at `p`, inside the source or behind it. */
export function kindAt(p: usize): i32 {
  return p < sourceEnd ? kindOf(<i32>load<u8>(p)) : Kind.END;
}

/** Past the bytes that stand for themselves in a word. */
export function skipPlain(p: usize, end: usize): usize {
  while (p < end && load<u8>(kinds + <usize>load<u8>(p)) == Kind.PLAIN) p++;
  return p;
}

export function isSpaceByte(byte: i32): bool {
  return byte == Char.SPACE || (byte >= Char.TAB && byte <= Char.RETURN);
}

export function isDigit(byte: i32): bool {
  return byte >= Char.DIGIT_0 && byte <= Char.DIGIT_0 + 9;
}

/** Length of a backslash with a line end behind it, which let a line go on; 0 where there is none. */
export function continuationAt(p: usize): usize {
  const next = <i32>load<u8>(p, 1);
  if (next == Char.NEWLINE) return 2;
  return next == Char.RETURN && load<u8>(p, 2) == Char.NEWLINE ? 3 : 0;
}
