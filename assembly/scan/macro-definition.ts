import { addCall, addSymbol, isLong, macros, symbolAt } from '../facts/facts';
import { CallType, Kind, MacroFact, NONE } from '../facts/layouts';
import { push } from '../memory/list';
import { Char, Class, classAt, isWordAt, sameBytes, skipBlanks, skipWord } from '../text/bytes';
import { sourceLines } from '../text/source';
import { cursor } from './cursor';
import { attachDocAt } from './doc-comment';
import { crossed, skipContinuation, skipLiteral, skipSlash, wasComment } from './skip';
import { isCallee, wordOf } from './words';

// `#define`: the macro, and the calls in its body. A function-like macro that calls something becomes a symbol.

let nameStart: usize = 0;
let nameEnd: usize = 0;
/** Parameters with their parentheses; both equal for an object-like macro. */
let parametersStart: usize = 0;
let parametersEnd: usize = 0;
let symbol: i32 = NONE;

function addMacro(line: i32): void {
  const length = <u32>(nameEnd - nameStart);
  if (isLong(length)) return;
  const fact = changetype<MacroFact>(push(macros));
  fact.name = <u32>nameStart;
  fact.nameLength = length;
  fact.line = line;
  fact.functionLike = parametersEnd > parametersStart ? 1 : 0;
}

/** Past the parameters at `p`, which stay on one line or end the directive. */
function skipParameters(p: usize): usize {
  while (true) {
    const c = load<u8>(p);
    if (c == Char.CLOSE_PAREN) return p + 1;
    if (c == Char.NEWLINE || c == 0) return p;
    if (c == Char.BACKSLASH) {
      const q = skipContinuation(p);
      if (q != p) cursor.line++;
      p = q != p ? q : p + 1;
    } else p++;
  }
}

/** Bytes of parameters looked through. */
const FARTHEST: usize = 1024;

function isParameter(start: usize, length: usize): bool {
  let p = parametersStart;
  const end = min(parametersEnd, parametersStart + FARTHEST);
  while (p < end) {
    if (classAt(p) != Class.WORD) {
      p++;
      continue;
    }
    const wordTo = skipWord(p);
    if (wordTo - p == length && sameBytes(p, start, length)) return true;
    p = wordTo;
  }
  return false;
}

/** Longest signature of a macro; longer parameter lists are left out. */
const LONGEST_SIGNATURE: u32 = 400;

function owner(line: i32): i32 {
  if (symbol != NONE || parametersEnd == parametersStart) return symbol;
  symbol = addSymbol(Kind.MACRO, nameStart, <u32>(nameEnd - nameStart), line);
  attachDocAt(symbol, line);
  const length = <u32>(parametersEnd - nameStart);
  if (symbol != NONE && length <= LONGEST_SIGNATURE && isOneLine(nameStart, parametersEnd)) {
    const fact = symbolAt(symbol);
    fact.signature = <u32>nameStart;
    fact.signatureLength = length;
  }
  return symbol;
}

function isOneLine(start: usize, end: usize): bool {
  for (let p = start; p < end; p++) if (<i32>load<u8>(p) < Char.SPACE) return false;
  return true;
}

/** Reads the definition behind the word `define` at `p`; the cursor is at its `#` and goes to its end. */
export function defineMacro(p: usize): void {
  const line = cursor.line;
  p = skipBlanks(p);
  nameStart = p;
  p = skipWord(p);
  nameEnd = p;
  parametersStart = p;
  parametersEnd = p;
  symbol = NONE;
  if (nameEnd > nameStart) {
    if (load<u8>(p) == Char.OPEN_PAREN) {
      p = skipParameters(p);
      parametersEnd = p;
    }
    addMacro(line);
  }
  scanReplacement(p, line);
  if (symbol != NONE) symbolAt(symbol).endLine = min(cursor.line, sourceLines);
}

/** Goes over the macro's body, which ends with its line. */
function scanReplacement(p: usize, macroLine: i32): void {
  let line = cursor.line;
  let last = Class.OTHER;
  let beforeWord = Class.OTHER;
  let word: usize = 0;
  let wordTo: usize = 0;
  let wordLine = 0;
  while (true) {
    const kind = classAt(p);
    switch (kind) {
      case Class.SPACE:
        p++;
        continue;
      case Class.WORD:
        beforeWord = last;
        word = p;
        wordLine = line;
        do p++;
        while (isWordAt(p));
        wordTo = p;
        break;
      case Class.DIGIT:
      case Class.QUOTE:
      case Class.APOSTROPHE:
        p = skipLiteral(p, kind);
        line += crossed;
        break;
      case Class.SLASH:
        p = skipSlash(p);
        line += crossed;
        if (!wasComment) last = kind; // a division
        continue;
      case Class.BACKSLASH: {
        const q = skipContinuation(p);
        if (q != p) line++;
        p = q != p ? q : p + 1;
        continue;
      }
      case Class.OPEN_PAREN:
        // A word made with ## is no name.
        if (last == Class.WORD && beforeWord != Class.HASH) {
          if (isCallee(wordOf(word, wordTo)) && !isParameter(word, wordTo - word)) {
            const type = beforeWord == Class.DOT ? CallType.INDIRECT : CallType.DIRECT;
            addCall(word, <u32>(wordTo - word), wordLine, type, owner(macroLine));
          }
        }
        p++;
        break;
      case Class.MINUS:
        if (load<u8>(p + 1) == Char.GREATER) {
          p += 2;
          last = Class.DOT;
          continue;
        }
        p++;
        break;
      case Class.NEWLINE:
      case Class.END:
        cursor.p = p;
        cursor.line = line;
        return;
      default:
        p++;
    }
    last = kind;
  }
}
