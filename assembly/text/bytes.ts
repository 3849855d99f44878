/** ASCII codes used by name. */
export const enum Char {
  TAB = 9,
  NEWLINE = 10,
  RETURN = 13,
  SPACE = 32,
  BANG = 33,
  QUOTE = 34,
  HASH = 35,
  DOLLAR = 36,
  AMPERSAND = 38,
  APOSTROPHE = 39,
  OPEN_PAREN = 40,
  CLOSE_PAREN = 41,
  STAR = 42,
  PLUS = 43,
  COMMA = 44,
  MINUS = 45,
  DOT = 46,
  SLASH = 47,
  DIGIT_0 = 48,
  COLON = 58,
  SEMICOLON = 59,
  LESS = 60,
  EQUALS = 61,
  GREATER = 62,
  QUESTION = 63,
  AT = 64,
  OPEN_BRACKET = 91,
  BACKSLASH = 92,
  CLOSE_BRACKET = 93,
  UNDERSCORE = 95,
  BACKQUOTE = 96,
  OPEN_BRACE = 123,
  PIPE = 124,
  CLOSE_BRACE = 125,
}

/** What a byte can begin in C source. WORD and DIGIT, the first two, are the bytes of identifiers. */
export const enum Class {
  WORD = 0,
  DIGIT = 1,
  SPACE = 2,
  NEWLINE = 3,
  QUOTE = 4,
  APOSTROPHE = 5,
  SLASH = 6,
  HASH = 7,
  OPEN_PAREN = 8,
  CLOSE_PAREN = 9,
  OPEN_BRACE = 10,
  CLOSE_BRACE = 11,
  SEMICOLON = 12,
  COMMA = 13,
  EQUALS = 14,
  OPEN_BRACKET = 15,
  CLOSE_BRACKET = 16,
  STAR = 17,
  COLON = 18,
  DOT = 19,
  MINUS = 20,
  BACKSLASH = 21,
  AMPERSAND = 22,
  OTHER = 23,
  /** The NUL behind the source; sources themselves contain none. */
  END = 24,
}

const classes = memory.data(256, 16);

function fill(from: i32, to: i32, value: i32): void {
  for (let code = from; code <= to; code++) store<u8>(classes + <usize>code, <u8>value);
}

function set(code: i32, value: i32): void {
  fill(code, code, value);
}

function buildClasses(): void {
  fill(1, 32, Class.SPACE);
  fill(33, 127, Class.OTHER);
  fill(97, 122, Class.WORD);
  fill(65, 90, Class.WORD);
  fill(128, 255, Class.WORD);
  fill(48, 57, Class.DIGIT);
  set(0, Class.END);
  set(36, Class.WORD); // GCC and Clang allow $ in identifiers
  set(Char.UNDERSCORE, Class.WORD);
  set(Char.NEWLINE, Class.NEWLINE);
  set(Char.QUOTE, Class.QUOTE);
  set(Char.APOSTROPHE, Class.APOSTROPHE);
  set(Char.SLASH, Class.SLASH);
  set(Char.HASH, Class.HASH);
  set(Char.OPEN_PAREN, Class.OPEN_PAREN);
  set(Char.CLOSE_PAREN, Class.CLOSE_PAREN);
  set(Char.OPEN_BRACE, Class.OPEN_BRACE);
  set(Char.CLOSE_BRACE, Class.CLOSE_BRACE);
  set(Char.SEMICOLON, Class.SEMICOLON);
  set(Char.COMMA, Class.COMMA);
  set(Char.EQUALS, Class.EQUALS);
  set(Char.OPEN_BRACKET, Class.OPEN_BRACKET);
  set(Char.CLOSE_BRACKET, Class.CLOSE_BRACKET);
  set(Char.STAR, Class.STAR);
  set(Char.COLON, Class.COLON);
  set(Char.DOT, Class.DOT);
  set(Char.MINUS, Class.MINUS);
  set(Char.BACKSLASH, Class.BACKSLASH);
  set(Char.AMPERSAND, Class.AMPERSAND);
}
buildClasses();

/** The Class of the byte at `p`. */
export function classAt(p: usize): i32 {
  return <i32>load<u8>(classes + <usize>load<u8>(p));
}

/** Whether the byte at `p` can be inside an identifier. */
export function isWordAt(p: usize): bool {
  return classAt(p) <= Class.DIGIT;
}

/** Whether the byte at `p` is the first of its line; the byte before the source is a newline. */
export function startsLine(p: usize): bool {
  return load<u8>(p - 1) == Char.NEWLINE;
}

/** Past spaces and tabs. */
export function skipBlanks(p: usize): usize {
  while (load<u8>(p) == Char.SPACE || load<u8>(p) == Char.TAB) p++;
  return p;
}

/** Back over spaces and tabs before `p`. */
export function backBlanks(p: usize): usize {
  while (load<u8>(p - 1) == Char.SPACE || load<u8>(p - 1) == Char.TAB) p--;
  return p;
}

/** Past the rest of an identifier. */
export function skipWord(p: usize): usize {
  while (isWordAt(p)) p++;
  return p;
}

/** A hash of `length` bytes that goes on from `seed`. */
export function hashBytes(seed: u32, start: usize, length: u32): u32 {
  let hash = seed;
  for (let i: u32 = 0; i < length; i++) hash = hash * 31 + <u32>load<u8>(start + <usize>i);
  return hash ^ (hash >>> 15);
}

/** Whether the `length` bytes at both places are the same. */
export function sameBytes(a: usize, b: usize, length: usize): bool {
  let i: usize = 0;
  while (i < length) {
    if (load<u8>(a + i) != load<u8>(b + i)) return false;
    i++;
  }
  return true;
}
