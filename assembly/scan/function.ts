import { addSymbol, symbolAt } from '../facts/facts';
import { Flag, Kind, NONE } from '../facts/layouts';
import { LIST_BYTES, at, clear, count, makeList, push } from '../memory/list';
import { Class, classAt, sameBytes, skipWord, startsLine } from '../text/bytes';
import { join, joinedLength, literal, startsWith } from '../text/literal';
import { argument, argumentEnd, argumentStart, nameArgument } from './arguments';
import { State, cursor } from './cursor';
import { attachDoc } from './doc-comment';
import { SYSCALL, enter } from './entries';
import { analyseHead, macroBefore, nameToken, parametersToken, wordsBefore } from './function-head';
import { Mark, closeOf, head, headEnd, isCapital, kindAt, resetHead, tokenAt } from './head';
import { addInvocation } from './invocation';
import { knowFunction } from './known-functions';
import { clearLocalTable } from './local-table';
import { clearTypedef } from './local-typedef';
import { beginReferences } from './references';
import { composeSignature, signatureLength } from './signature';
import { skipGap } from './skip';
import { Word, declarationWord } from './words';

// Functions: what they are called, where they begin and end.

const SYSCALL_MACRO = literal('SYSCALL_DEFINE');
const COMPAT_SYSCALL_MACRO = literal('COMPAT_SYSCALL_DEFINE');
const SYSCALL_PREFIX = literal('sys_');
const COMPAT_SYSCALL_PREFIX = literal('compat_sys_');
const TEST_PREFIX = literal('TEST');

/** Functions opened in other branches of an `#if` that share the body at hand: they end where it ends. */
const twins = makeList(memory.data(LIST_BYTES, 16), 4);

/** A head from the branch before, left without its body: the function that follows has two heads. */
let otherName: usize = 0;
let otherNameEnd: usize = 0;
let otherLine: i32 = 0;
let otherFlags: i32 = 0;
let otherSignature: usize = 0;
let otherSignatureLength: u32 = 0;
/** Statement that must be the function's for the head to be its other one. */
let otherStatement: i32 = -1;

export function clearTwins(): void {
  clear(twins);
  otherStatement = -1;
}

/** The function at hand goes on in another branch: its end is not known yet. */
export function addTwin(symbol: i32): void {
  if (symbol != NONE) store<i32>(push(twins), symbol);
}

/** Tokens a function's head has at most, for one in two branches. */
const LONGEST_HEAD: i32 = 512;

/** Keeps the head of the statement at hand, if it is a function's, for the body that comes after the `#endif`. */
export function keepHead(): void {
  if (headEnd() - head.base > LONGEST_HEAD) return;
  analyseHead();
  if (nameToken < 0 || otherStatement == head.statement) return;
  resolveName(false);
  otherName = nameStart;
  otherNameEnd = nameEnd;
  otherLine = tokenAt(nameToken).line;
  otherFlags = flagsBefore(parametersToken);
  otherSignature = composeSignature(head.base, signatureEnd());
  otherSignatureLength = signatureLength;
  otherStatement = head.statement;
}

/** The statement at hand was cut back and goes on under another number. */
export function renumberHead(): void {
  if (otherStatement >= 0 && otherStatement == head.statement - 1) otherStatement = head.statement;
}

/** Start and end of the name last resolved. */
let nameStart: usize = 0;
let nameEnd: usize = 0;

/** Where a macro defines a system call, enters it and names its function the way the kernel does. */
function resolveSyscall(start: usize, end: usize, open: usize, line: i32, entering: bool): bool {
  const compat = startsWith(COMPAT_SYSCALL_MACRO, start, end);
  if (!compat && !startsWith(SYSCALL_MACRO, start, end)) return false;
  // A call's name may begin with a digit: SYSCALL_DEFINE4(32_truncate64, …).
  if (!argument(open, 0) || skipWord(argumentStart) != argumentEnd) return false;
  const call = argumentStart;
  const callEnd = argumentEnd;
  const prefix = compat ? COMPAT_SYSCALL_PREFIX : SYSCALL_PREFIX;
  nameStart = join(call, 0, prefix, call, <u32>(callEnd - call));
  nameEnd = nameStart + <usize>joinedLength;
  if (entering) enter(SYSCALL, call, callEnd, nameStart, nameEnd, line);
  return true;
}

/**
 * The name a function is known by. A macro in capitals that stands alone, `DEFINE_X(name, …) {`, defines what its
 * first argument names; test macros of two arguments what the second does.
 */
function resolveName(entering: bool): void {
  const token = tokenAt(nameToken);
  const start = <usize>token.start;
  const end = <usize>token.end;
  const open = <usize>tokenAt(parametersToken).start;
  nameStart = start;
  nameEnd = end;
  if (wordsBefore > 0 || !isCapital(nameToken)) return;
  if (resolveSyscall(start, end, open, token.line, entering)) return;
  const named = (startsWith(TEST_PREFIX, start, end) && nameArgument(open, 1)) || nameArgument(open, 0);
  if (!named || declarationWord(argumentStart, argumentEnd) != Word.NAME) return;
  nameStart = argumentStart;
  nameEnd = argumentEnd;
}

function flagsBefore(token: i32): i32 {
  let flags = 0;
  for (let i = head.base; i < token; i++) {
    const kind = tokenAt(i).kind;
    if (kind == Word.STATIC) flags |= Flag.STATIC;
    else if (kind == Word.INLINE) flags |= Flag.INLINE;
    else if (kind == Mark.OPEN) i = closeOf(i);
  }
  return flags;
}

/**
 * Line of the function, given the head kept from another branch: the earlier line where both name it alike; else
 * the other name becomes a function of its own with the same body.
 */
function joinHeads(): i32 {
  const line = tokenAt(nameToken).line;
  if (otherStatement != head.statement) return line;
  otherStatement = -1;
  const length = otherNameEnd - otherName;
  if (length == nameEnd - nameStart && sameBytes(otherName, nameStart, length)) return otherLine;
  const symbol = addSymbol(Kind.FUNCTION, otherName, <u32>length, otherLine);
  if (symbol == NONE) return line;
  knowFunction(otherName, otherNameEnd);
  const fact = symbolAt(symbol);
  fact.flags = otherFlags;
  fact.signature = <u32>otherSignature;
  fact.signatureLength = otherSignatureLength;
  addTwin(symbol);
  return line;
}

/** Last token of the head: its parameters, or what follows them where the name is inside a declarator. */
function signatureEnd(): i32 {
  const close = closeOf(parametersToken);
  return kindAt(close + 1) == Mark.CLOSE ? headEnd() - 1 : close;
}

/** Adds the function whose head was analysed last. */
export function addFunction(): i32 {
  if (macroBefore >= 0) addInvocation(macroBefore);
  resolveName(true);
  const line = joinHeads();
  const symbol = addSymbol(Kind.FUNCTION, nameStart, <u32>(nameEnd - nameStart), line);
  if (symbol == NONE) return NONE;
  knowFunction(nameStart, nameEnd);
  attachDoc(symbol);
  let first = head.base;
  if (macroBefore >= 0) first = closeOf(macroBefore + 1) + 1;
  const signature = composeSignature(first, signatureEnd());
  const fact = symbolAt(symbol);
  fact.flags = flagsBefore(parametersToken);
  fact.signature = <u32>signature;
  fact.signatureLength = signatureLength;
  return symbol;
}

/** Enters the body of the function whose head was analysed last; the cursor is at its `{`. */
export function openFunction(): void {
  cursor.fn = addFunction();
  resetHead();
  cursor.state = State.BODY;
  cursor.depth = 1;
  cursor.parens = 0;
  cursor.p++;
  beginReferences(cursor.p);
  clearLocalTable();
  clearTypedef();
  // Code that is not indented at all may have a `}` in column 0 anywhere.
  const p = skipGap(cursor.p);
  cursor.indented = !startsLine(p) || classAt(p) != Class.WORD;
}

/** Ends the function at hand on `line`, and those that share its body. */
export function closeFunction(line: i32): void {
  if (cursor.fn != NONE) symbolAt(cursor.fn).endLine = line;
  for (let i = 0; i < count(twins); i++) symbolAt(load<i32>(at(twins, i))).endLine = line;
  clear(twins);
}

/** Leaves the function at hand; the cursor is behind its `}`. */
export function leaveFunction(line: i32): void {
  closeFunction(line);
  cursor.fn = NONE;
  cursor.state = State.DECLARATIONS;
  cursor.depth = 0;
  resetHead();
}
