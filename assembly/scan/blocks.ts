import { addSymbol, symbolAt } from '../facts/facts';
import { Kind, NONE } from '../facts/layouts';
import { startsLine } from '../text/bytes';
import { State, cursor } from './cursor';
import { attachDoc } from './doc-comment';
import { PENDING, enclosingSymbol, frameCount, popFrame, pushFrame, topFrame } from './frames';
import { openFunction } from './function';
import { analyseHead, nameToken, parametersToken, tagName, tagOpen, tagToken } from './function-head';
import { Mark, addToken, head, headEnd, kindAt, resetHead, tokenAt } from './head';
import { initialiser } from './initialiser';
import { expectName } from './statement';
import { beginTable } from './tables';
import { Word } from './words';

// What an opening brace in declarations begins, and what a closing one ends.

/** Types nest no deeper than this in any program; what does is read as a block. */
const DEEPEST: i32 = 1 << 12;

/** Enters the body of a type; `name` and `nameEnd` are equal where it has none. The cursor is at its `{`. */
export function openType(word: i32, name: usize, nameEnd: usize, line: i32): void {
  const kind = word == Word.STRUCT ? Kind.STRUCT : word == Word.UNION ? Kind.UNION : Kind.ENUM;
  let symbol = NONE;
  const around = cursor.state == State.BODY ? cursor.fn : enclosingSymbol();
  if (nameEnd > name) {
    symbol = addSymbol(kind, name, <u32>(nameEnd - name), line);
    if (symbol != NONE) symbolAt(symbol).parent = around;
    if (around == NONE && cursor.state == State.DECLARATIONS) attachDoc(symbol);
  }
  let owner = symbol;
  if (symbol == NONE && frameCount() > 0 && cursor.state != State.BODY) owner = topFrame().owner;
  else if (symbol == NONE && cursor.state != State.BODY && nameEnd == name) {
    owner = PENDING;
    expectName();
  }
  const frame = pushFrame();
  frame.symbol = symbol;
  frame.owner = owner;
  frame.enclosing = symbol != NONE ? symbol : around;
  frame.state = cursor.state;
  frame.depth = cursor.depth;
  frame.headBase = head.base;
  frame.openParen = head.openParen;
  frame.statement = head.statement;
  frame.start = <u32>cursor.p;
  frame.line = cursor.line;
  head.base = headEnd();
  resetHead();
  cursor.p++;
  cursor.depth = 0;
  cursor.parens = 0;
  cursor.state = word == Word.ENUM ? State.ENUM : State.DECLARATIONS;
}

/** Leaves the innermost type; the cursor is at its `}`. */
export function closeType(): void {
  const frame = topFrame();
  const start = <usize>frame.start;
  const line = frame.line;
  if (frame.symbol != NONE) symbolAt(frame.symbol).endLine = cursor.line;
  cursor.state = frame.state;
  cursor.depth = frame.depth;
  cursor.parens = 0;
  resetHead();
  head.base = frame.headBase;
  head.openParen = frame.openParen;
  head.statement = frame.statement;
  popFrame();
  cursor.p++;
  if (cursor.state == State.DECLARATIONS) addToken(Mark.BODY, start, cursor.p, line);
}

/** A block that is neither function nor type: its calls belong to the file. */
function openBlock(): void {
  if (head.openParen < head.base) resetHead();
  addToken(Mark.BODY, cursor.p, cursor.p + 1, cursor.line);
  beginTable(0, 0, 0, 0, 0);
  initialiser.owner = NONE;
  initialiser.block = true;
  initialiser.bare = false;
  cursor.state = State.INITIALISER;
  cursor.depth = 0;
  cursor.parens = 0;
}

/** A `{` at file level or in a struct; the cursor is at it. */
export function openBrace(): void {
  const atStart = startsLine(cursor.p);
  if (head.openParen >= head.base) {
    if (!atStart || frameCount() > 0) {
      openBlock();
      return;
    }
    head.openParen = -1; // a parenthesis lost in an #if: column 0 begins a body
  }
  analyseHead();
  const isType = tagToken >= 0 && tagOpen && (nameToken < 0 || nameToken < tagToken);
  if (isType && frameCount() < DEEPEST) {
    const tag = tokenAt(tagToken);
    if (tagName < 0) openType(tag.kind, 0, 0, tag.line);
    else {
      const name = tokenAt(tagName);
      openType(tag.kind, <usize>name.start, <usize>name.end, name.line);
    }
  } else if (nameToken >= 0 && parametersToken > 0 && frameCount() == 0) openFunction();
  else if (kindAt(head.base) == Word.EXTERN && kindAt(head.base + 1) == Mark.STRING) {
    resetHead(); // extern "C" {
    cursor.p++;
  } else openBlock();
}

/** A `}` at file level or in a struct; the cursor is at it. */
export function closeBrace(): void {
  if (frameCount() > 0) {
    closeType();
    return;
  }
  resetHead();
  cursor.p++;
}
