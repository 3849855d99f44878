/** What kind of text the scanner is in; each has its own loop. */
export const enum State {
  /** File level, or a struct or union body. */
  DECLARATIONS,
  /** A function body. */
  BODY,
  /** An enum body. */
  ENUM,
  /** What follows `=` at file level, or a block that is neither a function nor a type. */
  INITIALISER,
  DONE,
}

/** Where the scanner is. Loops work on copies of p and line and write them back before they call or return. */
export namespace cursor {
  export let p: usize = 0;
  export let line: i32 = 1;
  export let state: i32 = State.DECLARATIONS;
  /** Braces open in the body, enum or initialiser at hand. */
  export let depth: i32 = 0;
  /** Parentheses open in the enum or initialiser at hand. */
  export let parens: i32 = 0;
  /** Symbol of the function at hand, NONE outside functions. */
  export let fn: i32 = -1;
  /** Whether `}` in column 0 can only be the end of the function at hand. */
  export let indented: bool = true;
}
