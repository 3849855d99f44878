import { cursor } from './cursor';

// What is called at each parenthesis open in the body or initialiser at hand: a name handed to a call is a
// callback of the innermost of them. `cursor.parens` counts them, so that an `#if` saves and restores it.

const DEEPEST: i32 = 256;
/** Per open parenthesis: first byte of the word before it, 0 where there is none. */
const callees = memory.data(256 * 4, 16);

/** Word before the parenthesis closed last, 0 for none. */
export let closedCallee: usize = 0;

export function openParenthesis(callee: usize): void {
  if (cursor.parens < DEEPEST) store<u32>(callees + ((<usize>cursor.parens) << 2), <u32>callee);
  cursor.parens++;
}

export function closeParenthesis(): void {
  if (cursor.parens == 0) return;
  cursor.parens--;
  closedCallee = cursor.parens < DEEPEST ? <usize>load<u32>(callees + ((<usize>cursor.parens) << 2)) : 0;
}

/** First byte of what is called around the place at hand, 0 where nothing is. */
export function innermostCallee(): usize {
  for (let i = min(cursor.parens, DEEPEST) - 1; i >= 0; i--) {
    const callee = <usize>load<u32>(callees + ((<usize>i) << 2));
    if (callee != 0) return callee;
  }
  return 0;
}
