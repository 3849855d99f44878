import { BACKSLASH, CLOSE, CLOSE_BRACKET, NEWLINE, OPEN, OPEN_BRACKET } from './characters.ts';
import type { Reader } from './reader.ts';

/** UTF-16 units that `((…))` takes at most. */
const LONGEST_ARITHMETIC = 10_000;
/** The same of `$[…]`, which stands on one line. */
const LONGEST_BRACKET = 200;
const DEEPEST_PARENTHESES = 512;

/**
 * Where the `((` at `open` ends, at its last parenthesis; -1 when the two that close it do not stand side by side:
 * then it opens a subshell in a subshell or in a substitution. Looks at a stretch of source once, however many stand
 * in one another.
 */
export function findArithmeticEnd(reader: Reader, open: number): number {
  if (open >= reader.arithmeticUpTo) pairParentheses(reader, open);
  const close = reader.arithmetic.get(open) ?? -1;
  return close < reader.end ? close : -1;
}

function pairParentheses(reader: Reader, open: number): void {
  const { source, arithmetic } = reader;
  arithmetic.clear();
  reader.arithmeticUpTo = open + 1;
  if (reader.arithmeticBudget <= 0) return;
  const opened: number[] = [];
  let last = { open: -1, close: -1 };
  const end = Math.min(open + LONGEST_ARITHMETIC, reader.end);
  let at = open;
  for (; at < end; at += 1) {
    const code = source.charCodeAt(at);
    if (code === BACKSLASH) at += 1;
    else if (code === OPEN) opened.push(at);
    else if (code === CLOSE) {
      const from = opened.pop()!;
      if (last.open === from + 1 && last.close === at - 1) arithmetic.set(from, at);
      last = { open: from, close: at };
      if (opened.length === 0) {
        reader.arithmeticUpTo = at;
        break;
      }
    }
    if (opened.length > DEEPEST_PARENTHESES) break;
  }
  reader.arithmeticBudget -= at - open;
}

/** Where the `[` at `open` ends on its line; -1 where it does not. */
export function findBracketEnd(reader: Reader, open: number): number {
  const end = Math.min(open + LONGEST_BRACKET, reader.end);
  let depth = 0;
  for (let at = open; at < end; at += 1) {
    const code = reader.source.charCodeAt(at);
    if (code === NEWLINE) return -1;
    if (code === OPEN_BRACKET) depth += 1;
    else if (code === CLOSE_BRACKET) {
      depth -= 1;
      if (depth === 0) return at;
    }
  }
  return -1;
}
