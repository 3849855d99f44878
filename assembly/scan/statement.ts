import { addMember, addSymbol, memberAt, members, symbolAt, symbols } from '../facts/facts';
import { Flag, Kind, NONE } from '../facts/layouts';
import { count } from '../memory/list';
import { argumentEnd, argumentStart, nameArgument } from './arguments';
import { endsWith, literal, startsWith } from '../text/literal';
import {
  beginDeclarators,
  declaredFunction,
  declaredInitialised,
  declaredName,
  declaratorEnd,
  declaratorStart,
  readDeclarator,
  typeEnd,
} from './declarators';
import { attachDoc } from './doc-comment';
import { PENDING, topFrame } from './frames';
import { Mark, closeOf, head, headEmpty, headEnd, kindAt, resetHead, tokenAt, truncateHead } from './head';
import { addDeclaredMember } from './member-type';
import { knowFunction } from './known-functions';
import { addInvocation, invocationName } from './invocation';
import { composeDeclarator, composeSignature, signatureLength } from './signature';
import { Word } from './words';

// What a statement turns out to be at its semicolon.

/** First member and first symbol found in a type that has no name yet; set where its body opens. */
let pendingMembers: i32 = -1;
let pendingSymbols: i32 = -1;

export function clearPending(): void {
  pendingMembers = -1;
  pendingSymbols = -1;
}

/** Notes that members and enumerators found from now on wait for a typedef to name their type. */
export function expectName(): void {
  if (pendingMembers >= 0) return;
  pendingMembers = count(members);
  pendingSymbols = count(symbols);
}

/** Gives what waits for a name to `symbol`, NONE where the statement named nothing. */
export function settlePending(symbol: i32): void {
  if (pendingMembers < 0) return;
  if (symbol != NONE) {
    for (let i = pendingMembers; i < count(members); i++) {
      if (memberAt(i).owner == PENDING) memberAt(i).owner = symbol;
    }
    for (let i = pendingSymbols; i < count(symbols); i++) {
      if (symbolAt(i).parent == PENDING) symbolAt(i).parent = symbol;
    }
  }
  clearPending();
}

/** Whether one of the statement's words outside parentheses and bodies is `word`. */
function hasWord(word: i32): bool {
  for (let i = head.base; i < headEnd(); i++) {
    const kind = tokenAt(i).kind;
    if (kind == word) return true;
    if (kind == Mark.OPEN) i = closeOf(i);
  }
  return false;
}

/** The declarator last read behind its type, up to token `last`. */
export function composeDeclared(last: i32): usize {
  if (declaratorStart == head.base) return composeSignature(head.base, last);
  return composeDeclarator(head.base, typeEnd(), declaratorStart, last);
}

/** Adds the declarator last read as a symbol that ends on `line`; its signature goes from the statement's start. */
function addDeclared(kind: i32, flags: i32, line: i32): i32 {
  const name = tokenAt(declaredName);
  const symbol = addSymbol(kind, <usize>name.start, name.end - name.start, name.line);
  if (symbol == NONE) return NONE;
  attachDoc(symbol);
  const signature = composeDeclared(signatureEnd());
  const fact = symbolAt(symbol);
  fact.flags = flags;
  fact.endLine = line;
  fact.signature = <u32>signature;
  fact.signatureLength = signatureLength;
  return symbol;
}

/** Last token before the initialiser of the declarator last read, or before its end. */
function signatureEnd(): i32 {
  for (let i = declaredName; i < declaratorEnd; i++) {
    if (tokenAt(i).kind == Mark.EQUALS) return i - 1;
  }
  return declaratorEnd - 1;
}

function endTypedef(line: i32): void {
  let first = NONE;
  beginDeclarators(false, true);
  for (let i = head.base; i < headEnd(); i = declaratorEnd + 1) {
    if (!readDeclarator(i, headEnd())) continue;
    const symbol = addDeclared(Kind.TYPEDEF, 0, line);
    if (first == NONE) first = symbol;
  }
  settlePending(first);
}

function knowDeclared(): void {
  const name = tokenAt(declaredName);
  knowFunction(<usize>name.start, <usize>name.end);
}

/** `extern` declares nothing that the file defines, but its functions are known from now on. */
function endExtern(): void {
  beginDeclarators(false, false);
  for (let i = head.base; i < headEnd(); i = declaratorEnd + 1) {
    if (readDeclarator(i, headEnd()) && declaredFunction) knowDeclared();
  }
}

function endVariables(line: i32): void {
  const flags = hasWord(Word.STATIC) ? Flag.STATIC : 0;
  beginDeclarators(false, false);
  for (let i = head.base; i < headEnd(); i = declaratorEnd + 1) {
    if (!readDeclarator(i, headEnd())) continue;
    if (declaredFunction) knowDeclared();
    if (declaredFunction || declaredInitialised) continue;
    if (declaredName == head.base && headEnd() == head.base + 1) continue; // a lone word declares nothing
    settlePending(addDeclared(Kind.VARIABLE, flags, line));
  }
}

/** Tokens that the names of such parameters take at most. */
const OLD_STYLE_TOKENS: i32 = 256;

/** Parameters declared between `)` and `{`: `f(a, b) int a; char *b; {`. Keeps the head up to its `)`. */
function keepOldStyle(): bool {
  let close = -1;
  for (let i = head.base; i < headEnd(); i++) {
    const kind = tokenAt(i).kind;
    if (kind == Mark.OPEN) {
      close = closeOf(i);
      if (kindAt(i - 1) != Word.NAME || i - 1 == head.base) return false;
      if (close == i + 1 || close > i + OLD_STYLE_TOKENS) return false;
      for (let k = i + 1; k < close; k++) {
        const expected = ((k - i) & 1) == 1 ? <i32>Word.NAME : <i32>Mark.COMMA;
        if (tokenAt(k).kind != expected) return false;
      }
      break;
    }
    if (kind == Mark.EQUALS || kind == Word.TYPEDEF || kind == Word.EXTERN) return false;
  }
  if (close < 0 || headEnd() - close < 3) return false;
  const next = kindAt(close + 1);
  const typed =
    next == Word.TYPE ||
    next == Word.NAME ||
    next == Word.QUALIFIER ||
    (next >= Word.STRUCT && next <= Word.ENUM);
  if (!typed || kindAt(close + 2) == Mark.OPEN) return false;
  truncateHead(close + 1);
  head.oldStyle = true;
  return true;
}

/** A `;` at file level. */
export function endFileStatement(line: i32): void {
  if (headEmpty()) return;
  const macro = invocationName();
  if (macro >= 0) addInvocation(macro);
  else if (hasWord(Word.TYPEDEF)) endTypedef(line);
  else if (keepOldStyle()) return;
  else if (hasWord(Word.EXTERN)) endExtern();
  else endVariables(line);
  settlePending(NONE);
  resetHead();
}

const DECLARE = literal('DECLARE_');
const FLEXIBLE_ARRAY = literal('_FLEX_ARRAY');

/** `DECLARE_BITMAP(name, bits);` and its like inside a struct. */
function addMacroMember(name: i32, owner: i32): void {
  const token = tokenAt(name);
  const start = <usize>token.start;
  const end = <usize>token.end;
  const flexible = endsWith(FLEXIBLE_ARRAY, start, end);
  if (!flexible && !startsWith(DECLARE, start, end)) return;
  if (!nameArgument(<usize>tokenAt(name + 1).start, flexible ? 1 : 0)) return;
  addMember(argumentStart, <u32>(argumentEnd - argumentStart), token.line, owner);
}

/** A `;` in a struct or union body. */
export function endMemberStatement(): void {
  if (headEmpty()) return;
  const owner = topFrame().owner;
  if (owner != NONE) {
    const macro = invocationName();
    if (macro >= 0) addMacroMember(macro, owner);
    else addMembers(owner);
  }
  resetHead();
}

function addMembers(owner: i32): void {
  beginDeclarators(false, false);
  for (let i = head.base; i < headEnd(); i = declaratorEnd + 1) {
    if (!readDeclarator(i, headEnd())) continue;
    if (declaredName == head.base || declaredFunction) continue; // a macro
    addDeclaredMember(owner);
  }
}
