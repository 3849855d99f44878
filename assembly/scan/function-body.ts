import { addCall, setReceiver } from '../facts/facts';
import { CallType } from '../facts/layouts';
import { Char, Class, backBlanks, classAt, isWordAt, skipBlanks, skipWord, startsLine } from '../text/bytes';
import { sourceLines } from '../text/source';
import { openType } from './blocks';
import { byteBefore, isMember, openerOf, wordStart } from './context';
import { State, cursor } from './cursor';
import { directive } from './directive';
import { enterCall } from './entries';
import { leaveFunction } from './function';
import { beginLocalTable, clearLocalTable, localTableDepth } from './local-table';
import { TYPE, endTypedef, noteTypedef, typedefStart } from './local-typedef';
import { closeParenthesis, closedCallee, openParenthesis } from './parentheses';
import { isFunctionValue, mayRefer, referInBody } from './references';
import { crossed, skipLiteral, skipSlash, wasComment } from './skip';
import { Word, isCallee, wordOf } from './words';

// Function bodies: calls, and types defined inside.

/** Whether the word before `word` makes it a declaration, `int name(…)`, rather than `return name(…)`. */
function isDeclared(word: usize): bool {
  const p = backBlanks(word);
  if (!isWordAt(p - 1)) return false; // on the line before: a statement-like macro
  return wordOf(wordStart(p - 1), p) != Word.STATEMENT;
}

/** Whether `(` at `open` belongs to `type (*name)(…)`, a pointer being declared. */
function declaresPointer(open: usize): bool {
  let p = skipBlanks(open + 1);
  if (load<u8>(p) != Char.STAR) return false;
  p = skipBlanks(skipWord(skipBlanks(p + 1)));
  return load<u8>(p) == Char.CLOSE_PAREN && load<u8>(skipBlanks(p + 1)) == Char.OPEN_PAREN;
}

/** Of `x->member->word(…)` and `x.member[i].word(…)`: notes the member as what the call goes through. */
function takeReceiver(word: usize): void {
  let p = byteBefore(word);
  p = byteBefore(load<u8>(p) == Char.DOT ? p : p - 1);
  while (load<u8>(p) == Char.CLOSE_BRACKET) {
    p = openerOf(p);
    if (p == 0) return;
    p = byteBefore(p);
  }
  if (!isWordAt(p)) return;
  const start = wordStart(p);
  if (isMember(start)) setReceiver(start, <u32>(p + 1 - start));
}

function takeCall(word: usize, end: usize, line: i32, before: i32, open: usize): void {
  const meaning = wordOf(word, end);
  if (!isCallee(meaning)) return;
  if ((before == Class.WORD && isDeclared(word)) || declaresPointer(open)) return;
  const type = before == Class.DOT ? CallType.INDIRECT : CallType.DIRECT;
  addCall(word, <u32>(end - word), line, type, cursor.fn);
  if (type == CallType.INDIRECT) takeReceiver(word);
  if (meaning != Word.NAME) enterCall(meaning, open, line);
}

/** At a `{` behind a word: enters the type defined here, if it is one. */
function openLocalType(word: usize, end: usize, wordLine: i32): bool {
  let meaning = wordOf(word, end);
  if (meaning >= Word.STRUCT && meaning <= Word.ENUM) {
    openType(meaning, 0, 0, wordLine);
    return true;
  }
  const p = backBlanks(word);
  if (!isWordAt(p - 1)) return false;
  const annotated = meaning == Word.QUALIFIER;
  meaning = wordOf(wordStart(p - 1), p);
  if (meaning < Word.STRUCT || meaning > Word.ENUM) return false;
  openType(meaning, annotated ? end : word, end, wordLine);
  return true;
}

/** Scans to the end of the function at hand. */
export function scanBody(): void {
  let p = cursor.p;
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
        do p++;
        while (classAt(p) == Class.SPACE);
        continue;
      case Class.NEWLINE:
        p++;
        line++;
        continue;
      case Class.WORD:
        beforeWord = last;
        word = p;
        wordLine = line;
        do p++;
        while (isWordAt(p));
        wordTo = p;
        if (mayRefer(last)) {
          if (isFunctionValue(word, p)) referInBody(word, p, line, cursor.fn);
        } else if (load<u32>(word) == TYPE) noteTypedef(word, p);
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
      case Class.HASH:
        cursor.p = p;
        cursor.line = line;
        directive();
        if (cursor.state != State.BODY) return;
        p = cursor.p;
        line = cursor.line;
        continue;
      case Class.OPEN_PAREN:
        if (last == Class.WORD) {
          takeCall(word, wordTo, wordLine, beforeWord, p);
          openParenthesis(word);
        } else openParenthesis(0);
        p++;
        break;
      case Class.CLOSE_PAREN:
        closeParenthesis();
        p++;
        break;
      case Class.SEMICOLON:
        cursor.parens = 0;
        if (typedefStart != 0) endTypedef(p, line);
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
      case Class.OPEN_BRACE:
        if (last == Class.WORD) {
          cursor.p = p;
          cursor.line = line;
          if (openLocalType(word, wordTo, wordLine)) return;
        } else if (last == Class.EQUALS || (last == Class.CLOSE_PAREN && closedCallee == 0)) {
          beginLocalTable(p, cursor.depth, line);
        }
        cursor.depth++;
        p++;
        break;
      case Class.CLOSE_BRACE: {
        const atStart = startsLine(p);
        p++;
        cursor.depth--;
        if (cursor.depth <= localTableDepth) clearLocalTable();
        if (cursor.depth <= 0 || (atStart && cursor.indented)) {
          cursor.p = p;
          cursor.line = line;
          leaveFunction(line);
          return;
        }
        break;
      }
      case Class.END:
        cursor.p = p;
        cursor.line = line;
        leaveFunction(sourceLines);
        return;
      default:
        p++;
    }
    last = kind;
  }
}
