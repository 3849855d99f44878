import { LIST_BYTES, at, clear, count, makeList, push, setCount } from '../memory/list';

// The statement being read at file level or in a struct body, as tokens. What it is shows only at its `;`, `{`
// or `=`, and is then read off the tokens.

/** Kinds of tokens beyond those of `Word`. */
export const enum Mark {
  OPEN = 64,
  CLOSE = 65,
  COMMA = 66,
  STAR = 67,
  EQUALS = 68,
  COLON = 69,
  /** `[…]` as a whole. */
  BRACKETS = 70,
  /** The body of a struct, union or enum, or an initialiser, as a whole. */
  BODY = 71,
  STRING = 72,
  NUMBER = 73,
  SEMICOLON = 74,
  OTHER = 75,
}

@unmanaged
export class Token {
  kind: i32;
  start: u32;
  end: u32;
  line: i32;
  /** OPEN: index of its CLOSE; while still open, of the OPEN around it. CLOSE: index of its OPEN. */
  match: i32;
}

export const tokens = makeList(memory.data(LIST_BYTES, 16), offsetof<Token>());

/** A statement with more tokens than this is none; the scanner starts afresh. */
const LONGEST_STATEMENT: i32 = 1 << 20;

/** A type stands among the first tokens of its statement, however long the list of declarators is. */
export const TYPE_TOKENS: i32 = 64;

export namespace head {
  /** First token of the statement; those before belong to statements around it. */
  export let base: i32 = 0;
  /** Innermost parenthesis that is still open, -1 for none. */
  export let openParen: i32 = -1;
  /** Number of the statement, to tell whether one has ended since. */
  export let statement: i32 = 0;
  /** Whether the statement's parameters are being declared in the style of 1978. */
  export let oldStyle: bool = false;
}

export function tokenAt(index: i32): Token {
  return changetype<Token>(at(tokens, index));
}

export function kindAt(index: i32): i32 {
  return index >= head.base && index < count(tokens) ? tokenAt(index).kind : -1;
}

/** Index past the last token. */
export function headEnd(): i32 {
  return count(tokens);
}

export function headEmpty(): bool {
  return count(tokens) == head.base;
}

/** Ends the statement: the next token begins another. */
export function resetHead(): void {
  setCount(tokens, head.base);
  head.openParen = -1;
  head.oldStyle = false;
  head.statement++;
}

/** Takes tokens off the statement's end; those kept must have no open parenthesis but `openParen`. */
export function truncateHead(end: i32): void {
  setCount(tokens, end);
}

/** Forgets all statements. */
export function clearHead(): void {
  clear(tokens);
  head.base = 0;
  resetHead();
}

export function addToken(kind: i32, start: usize, end: usize, line: i32): void {
  if (count(tokens) - head.base >= LONGEST_STATEMENT) resetHead();
  const index = count(tokens);
  const token = changetype<Token>(push(tokens));
  token.kind = kind;
  token.start = <u32>start;
  token.end = <u32>end;
  token.line = line;
  token.match = -1;
  if (kind == Mark.OPEN) {
    token.match = head.openParen;
    head.openParen = index;
  } else if (kind == Mark.CLOSE && head.openParen >= head.base) {
    const open = tokenAt(head.openParen);
    token.match = head.openParen;
    head.openParen = open.match;
    open.match = index;
  }
}

/** Index of the CLOSE that belongs to the OPEN at `index`, or of the last token where there is none. */
export function closeOf(index: i32): i32 {
  const match = tokenAt(index).match;
  return match > index && match < count(tokens) ? match : count(tokens) - 1;
}

/** Whether the token is a plain identifier written in capitals, as macros are. */
export function isCapital(index: i32): bool {
  const token = tokenAt(index);
  let letters = 0;
  for (let p = <usize>token.start; p < <usize>token.end; p++) {
    const c = load<u8>(p);
    if (c >= 97 && c <= 122) return false;
    if (c >= 65 && c <= 90) letters++;
  }
  return letters > 0;
}

/** Whether the token begins with two underscores. */
export function isReserved(index: i32): bool {
  return load<u16>(<usize>tokenAt(index).start) == 0x5f5f;
}
