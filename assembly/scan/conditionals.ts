import { LIST_BYTES, at, clear, count, makeList, push, setCount } from '../memory/list';
import { Char, Class, classAt, isWordAt, skipBlanks } from '../text/bytes';
import { State, cursor } from './cursor';
import { frameCount, restoreFrames } from './frames';
import { addTwin, closeFunction, keepHead, renumberHead } from './function';
import { addInvocation, invocationName } from './invocation';
import { head, headEmpty, headEnd, resetHead, truncateHead } from './head';

// Branches of `#if`: each is read as if it followed what stood before the `#if`, so that braces and statements
// opened in one branch are not opened again in the next. What follows the `#endif` follows the last branch.

@unmanaged
class Branching {
  state: i32;
  depth: i32;
  parens: i32;
  fn: i32;
  frames: i32;
  tokens: i32;
  headBase: i32;
  openParen: i32;
  statement: i32;
}

/** Conditionals nest no deeper than this in any program; those that do are not followed. */
const DEEPEST: i32 = 1 << 12;
/** Conditionals open beyond that. */
let beyond: i32 = 0;

const branchings = makeList(memory.data(LIST_BYTES, 16), offsetof<Branching>());

export function clearConditionals(): void {
  clear(branchings);
  beyond = 0;
}

/** An `#if`, `#ifdef` or `#ifndef`. */
export function beginBranches(): void {
  if (count(branchings) >= DEEPEST) {
    beyond++;
    return;
  }
  const saved = changetype<Branching>(push(branchings));
  saved.state = cursor.state;
  saved.depth = cursor.depth;
  saved.parens = cursor.parens;
  saved.fn = cursor.fn;
  saved.frames = frameCount();
  saved.tokens = headEnd();
  saved.headBase = head.base;
  saved.openParen = head.openParen;
  saved.statement = head.statement;
}

function restore(saved: Branching): void {
  cursor.state = saved.state;
  cursor.depth = saved.depth;
  cursor.parens = saved.parens;
  cursor.fn = saved.fn;
  restoreFrames(saved.frames);
  head.base = saved.headBase;
  truncateHead(saved.tokens);
  head.openParen = saved.openParen;
  head.statement = saved.statement;
}

/** Cuts the statement back to what stood before the `#if`, keeping the head of a function for its body. */
function restoreStatement(saved: Branching): void {
  const same = head.statement == saved.statement;
  if (same ? headEnd() > saved.tokens : !headEmpty()) {
    const macro = same && saved.tokens > head.base ? -1 : invocationName();
    if (macro >= 0) addInvocation(macro);
    else keepHead();
  }
  if (same) {
    truncateHead(saved.tokens);
    head.openParen = saved.openParen;
  } else {
    resetHead();
    renumberHead();
  }
}

/** An `#else` or `#elif`. */
export function nextBranch(line: i32): void {
  if (count(branchings) == 0 || beyond > 0) return;
  const saved = changetype<Branching>(at(branchings, count(branchings) - 1));
  const declarations = cursor.state == State.DECLARATIONS && saved.state == State.DECLARATIONS;
  if (declarations && frameCount() == saved.frames) restoreStatement(saved);
  else {
    if (cursor.state == State.BODY && saved.state == State.DECLARATIONS) {
      closeFunction(line);
      addTwin(cursor.fn);
    }
    restore(saved);
  }
}

/** An `#endif`. */
export function endBranches(): void {
  if (beyond > 0) beyond--;
  else if (count(branchings) > 0) setCount(branchings, count(branchings) - 1);
}

/** Whether the condition at `p`, behind `#if`, is the constant 0. */
export function isNever(p: usize): bool {
  p = skipBlanks(p);
  return load<u8>(p) == Char.DIGIT_0 && !isWordAt(p + 1) && endsCondition(skipBlanks(p + 1));
}

function endsCondition(p: usize): bool {
  const kind = classAt(p);
  return kind == Class.NEWLINE || kind == Class.END || kind == Class.SLASH || load<u8>(p) == Char.RETURN;
}

/** Newlines skipNever went over. */
export let neverLines: i32 = 0;

/** From the newline behind `#if 0` to the `#` of the directive that ends the branch, or to the source's end. */
export function skipNever(p: usize): usize {
  let nested = 0;
  neverLines = 0;
  while (load<u8>(p) != 0) {
    p++;
    neverLines++;
    const hash = skipBlanks(p);
    if (load<u8>(hash) == Char.HASH) {
      const word = skipBlanks(hash + 1);
      const first = load<u16>(word);
      if (first == IF) nested++;
      else if (first == EN && nested > 0) nested--;
      else if ((first == EN || first == EL) && nested == 0) return hash;
    }
    while (load<u8>(p) != Char.NEWLINE && load<u8>(p) != 0) p++;
  }
  return p;
}

// First two letters of the directives, as a little-endian word.
export const IF: u16 = 0x6669;
export const EL: u16 = 0x6c65;
export const EN: u16 = 0x6e65;
