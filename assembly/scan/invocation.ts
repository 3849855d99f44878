import { addCall, addUse, invocations, isLong } from '../facts/facts';
import { CallType, InvocationFact, NONE, UseType } from '../facts/layouts';
import { push } from '../memory/list';
import { argumentEnd, argumentStart, nameArgument, stringArgument } from './arguments';
import { enterInvocation } from './entries';
import { isKnownFunction } from './known-functions';
import { Mark, closeOf, head, headEnd, isCapital, kindAt, tokenAt } from './head';
import { Word } from './words';

// Macros invoked at file level: `EXPORT_SYMBOL(vfs_read);`, with or without the semicolon.

/**
 * The name of the macro when the statement so far is one invocation and nothing else, else -1. Storage words may
 * stand before a name in capitals: `static DEFINE_MUTEX(lock)`.
 */
export function invocationName(): i32 {
  const last = headEnd() - 1;
  if (kindAt(last) != Mark.CLOSE) return -1;
  const open = tokenAt(last).match;
  if (open <= head.base || open >= last || kindAt(open - 1) != Word.NAME) return -1;
  const name = open - 1;
  for (let i = head.base; i < name; i++) {
    const kind = tokenAt(i).kind;
    const storage =
      kind == Word.STATIC || kind == Word.EXTERN || kind == Word.QUALIFIER || kind == Word.INLINE;
    if (!storage || !isCapital(name)) return -1;
  }
  return name;
}

/** Tokens looked back over for what is called: a bound for hostile lists, past which it is the invocation. */
const FARTHEST: i32 = 256;

/** The name before the innermost parenthesis around token `index`, `name` being that of the outermost. */
function calleeAround(index: i32, name: i32): i32 {
  for (let i = index - 1; i > max(name, index - FARTHEST); i--) {
    const token = tokenAt(i);
    if (token.kind == Mark.CLOSE && token.match > name) i = token.match;
    else if (token.kind == Mark.OPEN && kindAt(i - 1) == Word.NAME) return i - 1;
  }
  return name;
}

/**
 * Functions among the arguments of the invocation whose name is token `name`. Its first argument is left out: the
 * invocation itself says it.
 */
function addArgumentUses(name: i32, close: i32): void {
  for (let i = name + 3; i < close; i++) {
    const token = tokenAt(i);
    if (token.kind != Word.NAME) continue;
    const next = tokenAt(i + 1).kind;
    if (next != Mark.COMMA && next != Mark.CLOSE) continue;
    const before = tokenAt(i - 1).kind;
    if (before != Mark.COMMA && before != Mark.OPEN && before != Mark.OTHER && before != Mark.CLOSE) continue;
    if (!isKnownFunction(<usize>token.start, <usize>token.end)) continue;
    const callee = tokenAt(calleeAround(i, name));
    const via = <usize>callee.start;
    addUse(
      token.start,
      token.end - token.start,
      token.line,
      UseType.CALLBACK,
      via,
      callee.end - callee.start,
      NONE,
    );
  }
}

/** Calls inside the parentheses of tokens `open` to `close` belong to the file, since no symbol holds them. */
function addArgumentCalls(open: i32, close: i32): void {
  for (let i = open + 1; i < close; i++) {
    const token = tokenAt(i);
    if (token.kind != Word.NAME || tokenAt(i + 1).kind != Mark.OPEN) continue;
    addCall(<usize>token.start, token.end - token.start, token.line, CallType.DIRECT, NONE);
  }
}

/** Records the invocation whose name is token `name`. */
export function addInvocation(name: i32): void {
  const token = tokenAt(name);
  const start = <usize>token.start;
  const end = <usize>token.end;
  const line = token.line;
  const open = <usize>tokenAt(name + 1).start;
  addArgumentCalls(name + 1, closeOf(name + 1));
  addArgumentUses(name, closeOf(name + 1));
  enterInvocation(start, end, open, line);
  if (isLong(<u32>(end - start))) return;
  const fact = changetype<InvocationFact>(push(invocations));
  fact.name = <u32>start;
  fact.nameLength = <u32>(end - start);
  fact.line = line;
  fact.named = nameArgument(open, 0) ? 1 : 0;
  fact.argument = 0;
  fact.argumentLength = 0;
  if (fact.named == 0 && !stringArgument(open, 0)) return;
  const length = <u32>(argumentEnd - argumentStart);
  if (isLong(length)) {
    fact.named = 0;
    return;
  }
  fact.argument = <u32>argumentStart;
  fact.argumentLength = length;
}
