export const TAB = 9;
export const NEWLINE = 10;
export const RETURN = 13;
export const SPACE = 32;
export const QUOTE = 34;
export const HASH = 35;
export const DOLLAR = 36;
export const AMPERSAND = 38;
export const APOSTROPHE = 39;
export const OPEN = 40;
export const CLOSE = 41;
export const PLUS = 43;
export const MINUS = 45;
export const SEMICOLON = 59;
export const LESS = 60;
export const EQUALS = 61;
export const GREATER = 62;
export const OPEN_BRACKET = 91;
export const BACKSLASH = 92;
export const CLOSE_BRACKET = 93;
export const BACKQUOTE = 96;
export const OPEN_BRACE = 123;
export const PIPE = 124;
export const CLOSE_BRACE = 125;

/** Stands for itself in a word. */
export const PLAIN = 0;
/** Separates words and nothing else. */
export const BLANK = 1;
/** Ends a word, and has a meaning of its own. */
export const BREAK = 2;
/** Quotes or expands something within a word. */
export const SPECIAL = 3;

/** What each UTF-16 unit is to a word. */
export const KINDS = new Uint8Array(0x1_0000);
for (const code of [TAB, RETURN, SPACE]) KINDS[code] = BLANK;
for (const code of [NEWLINE, AMPERSAND, OPEN, CLOSE, SEMICOLON, LESS, GREATER, PIPE]) KINDS[code] = BREAK;
for (const code of [QUOTE, DOLLAR, APOSTROPHE, BACKSLASH, BACKQUOTE]) KINDS[code] = SPECIAL;

/** Whether a unit may stand in the name of a variable, where it is no digit at the start. */
export function isNameUnit(code: number): boolean {
  return (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || code === 95 || isDigit(code);
}

export function isSpace(code: number): boolean {
  return code === SPACE || (code >= TAB && code <= RETURN);
}

export function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

/** Length of a backslash with a line end behind it, which let a line go on; 0 where there is none. */
export function continuationAt(source: string, at: number): number {
  const next = source.charCodeAt(at + 1);
  if (next === NEWLINE) return 2;
  return next === RETURN && source.charCodeAt(at + 2) === NEWLINE ? 3 : 0;
}
