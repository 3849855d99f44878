import { NONE, Flag, Kind } from '../facts/layouts';
import { literal, startsWith } from '../text/literal';
import { addSymbol, symbolAt } from '../facts/facts';
import { argumentEnd, argumentStart, nameArgument } from './arguments';
import { State, cursor } from './cursor';
import { beginDeclarators, declaredName, readDeclarator } from './declarators';
import { attachDoc } from './doc-comment';
import { Mark, TYPE_TOKENS, closeOf, head, headEnd, isCapital, kindAt, resetHead, tokenAt } from './head';
import { addInvocation, invocationName } from './invocation';
import { initialiser } from './initialiser';
import { signatureLength } from './signature';
import { composeDeclared, settlePending } from './statement';
import { beginTable } from './tables';
import { Word } from './words';

// Variables with initialisers at file level.

const DEFINE_PER_CPU = literal('DEFINE_PER_CPU');

/**
 * Token the declarator at hand begins with: behind the last comma outside parentheses. Answers `end` where it has
 * an initialiser already and so declares nothing more.
 */
function lastDeclarator(end: i32): i32 {
  for (let i = end - 1; i >= head.base; i--) {
    const kind = tokenAt(i).kind;
    if (kind == Mark.COMMA) return i + 1;
    if (kind == Mark.EQUALS) return end;
    if (kind == Mark.CLOSE) {
      const open = tokenAt(i).match;
      if (open >= head.base && open < i) i = open;
    }
  }
  return head.base;
}

/** `DEFINE_PER_CPU(type, name) = …`: the macro's argument is the variable. */
function macroVariable(name: i32, line: i32): i32 {
  const token = tokenAt(name);
  const open = <usize>tokenAt(name + 1).start;
  const second = startsWith(DEFINE_PER_CPU, <usize>token.start, <usize>token.end);
  if (!nameArgument(open, second ? 1 : 0)) return NONE;
  beginTable(0, 0, argumentStart, argumentEnd, token.line);
  return addSymbol(Kind.VARIABLE, argumentStart, <u32>(argumentEnd - argumentStart), token.line);
}

/** Type of the declarator `name`: the tag or the last word before it. */
function beginTableOf(name: i32): void {
  const token = tokenAt(name);
  let type = -1;
  for (let i = head.base; i < min(name, head.base + TYPE_TOKENS); i++) {
    const kind = tokenAt(i).kind;
    if (kind == Word.STRUCT || kind == Word.UNION) {
      type = kindAt(i + 1) == Word.NAME ? i + 1 : -1;
      break;
    }
    if (kind == Word.NAME && i < name) type = i;
    if (kind == Mark.OPEN) i = closeOf(i);
  }
  if (type < 0) beginTable(0, 0, <usize>token.start, <usize>token.end, token.line);
  else {
    const tag = tokenAt(type);
    beginTable(<usize>tag.start, <usize>tag.end, <usize>token.start, <usize>token.end, token.line);
  }
}

/** Adds the variable before the `=` just read and goes on to its initialiser. */
export function beginVariable(): void {
  const end = headEnd() - 1;
  const from = lastDeclarator(end);
  let symbol = NONE;
  beginTable(0, 0, 0, 0, 0);
  beginDeclarators(from > head.base, false);
  if (readDeclarator(from, end) && kindAt(head.base) != Word.TYPEDEF) {
    if (kindAt(declaredName + 1) == Mark.OPEN && isCapital(declaredName)) {
      symbol = macroVariable(declaredName, cursor.line);
    } else {
      const name = tokenAt(declaredName);
      symbol = addSymbol(Kind.VARIABLE, <usize>name.start, name.end - name.start, name.line);
      beginTableOf(declaredName);
    }
  }
  if (symbol != NONE) {
    settlePending(symbol);
    attachDoc(symbol);
    const signature = composeDeclared(end - 1);
    const fact = symbolAt(symbol);
    fact.signature = <u32>signature;
    fact.signatureLength = signatureLength;
    fact.endLine = cursor.line;
    for (let i = head.base; i < min(end, head.base + TYPE_TOKENS); i++)
      if (tokenAt(i).kind == Word.STATIC) fact.flags |= Flag.STATIC;
  }
  initialiser.owner = symbol;
  initialiser.block = false;
  initialiser.bare = false;
  cursor.state = State.INITIALISER;
  cursor.depth = 0;
  cursor.parens = 0;
}

/**
 * `DT_MACHINE_START(NAME, "text") .map_io = …, MACHINE_END`: at the first dot behind a macro invoked at file level,
 * the designators make a table called by the macro and its argument. Answers whether it is one.
 */
export function beginBareList(): bool {
  const macro = invocationName();
  if (macro < 0) return false;
  addInvocation(macro);
  const token = tokenAt(macro);
  if (nameArgument(<usize>tokenAt(macro + 1).start, 0)) {
    beginTable(<usize>token.start, <usize>token.end, argumentStart, argumentEnd, token.line);
  } else beginTable(0, 0, 0, 0, 0);
  resetHead();
  initialiser.owner = NONE;
  initialiser.block = false;
  initialiser.bare = true;
  cursor.state = State.INITIALISER;
  cursor.depth = 0;
  cursor.parens = 0;
  return true;
}
