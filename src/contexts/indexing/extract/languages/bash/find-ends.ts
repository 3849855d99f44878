import {
  APOSTROPHE,
  BACKSLASH,
  CLOSE,
  CLOSE_BRACKET,
  DOLLAR,
  HASH,
  isSpace,
  NEWLINE,
  OPEN,
  OPEN_BRACKET,
  QUOTE,
} from './characters.ts';
import type { Reader } from './reader.ts';

/** UTF-16 units that `((…))` takes at most. */
const LONGEST_ARITHMETIC = 10_000;
/** The same of `$[…]`, which stands on one line. */
const LONGEST_BRACKET = 200;
const DEEPEST_PARENTHESES = 512;

/**
 * Where the `((` at `open` ends, at its last parenthesis; -1 when the two that close it do not stand side by side:
 * then it opens a subshell in a subshell or in a substitution. What stands in one another is looked at once.
 */
export function findArithmeticEnd(reader: Reader, open: number): number {
  if (!reader.arithmetic.has(open)) pairParentheses(reader, open);
  const close = reader.arithmetic.get(open) ?? -1;
  return close < reader.end ? close : -1;
}

/** In the list of what is open, a double quote; anything else there is the place of a parenthesis. */
const IN_QUOTES = -1;

function pairParentheses(reader: Reader, open: number): void {
  const { source, arithmetic } = reader;
  if (open >= reader.arithmeticUpTo) arithmetic.clear();
  if (reader.arithmeticBudget <= 0) return;
  const opened: number[] = [];
  let last = { open: -1, close: -1 };
  const end = Math.min(open + LONGEST_ARITHMETIC, reader.end);
  let at = open;
  for (; at < end && opened.length < DEEPEST_PARENTHESES; at += 1) {
    const code = source.charCodeAt(at);
    const isQuoted = opened.at(-1) === IN_QUOTES;
    if (code === BACKSLASH) at += 1;
    else if (code === QUOTE) {
      if (isQuoted) opened.pop();
      else opened.push(IN_QUOTES);
    } else if (code === OPEN && (!isQuoted || source.charCodeAt(at - 1) === DOLLAR)) opened.push(at);
    else if (code === APOSTROPHE && !isQuoted) {
      const length = source.slice(at + 1, end).indexOf("'");
      at = length === -1 ? end : at + 1 + length;
    } else if (code === CLOSE && !isQuoted) {
      const from = opened.pop()!;
      if (last.open === from + 1 && last.close === at - 1) arithmetic.set(from, at);
      last = { open: from, close: at };
      if (opened.length === 0) break;
    } else if (code === HASH && !isQuoted && isSpace(source.charCodeAt(at - 1))) {
      const length = source.slice(at, end).indexOf('\n');
      at = length === -1 ? end : at + length;
    }
  }
  reader.arithmeticUpTo = Math.max(reader.arithmeticUpTo, at);
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
