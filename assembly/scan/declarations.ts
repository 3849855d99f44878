import { Char, Class, classAt, isWordAt, startsLine } from '../text/bytes';
import { closeBrace, openBrace } from './blocks';
import { State, cursor } from './cursor';
import { directive } from './directive';
import { noteComment } from './doc-comment';
import { frameCount } from './frames';
import { Mark, addToken, head, headEmpty, headEnd, kindAt, resetHead } from './head';
import { beginBareList, beginVariable } from './variable';
import { addInvocation, invocationName } from './invocation';
import { crossed, skipBrackets, skipCharacter, skipNumber, skipSlash, skipString, wasComment } from './skip';
import { openGroup } from './struct-group';
import { endFileStatement, endMemberStatement } from './statement';
import { Word, declarationWord } from './words';

/** Whether a word at the start of a line begins another statement although the one before had no semicolon. */
function endsInvocation(): bool {
  return frameCount() == 0 && head.openParen < head.base && kindAt(headEnd() - 1) == Mark.CLOSE;
}

/** Words that begin a declaration wherever they stand in column 0, even where a parenthesis seems open. */
function beginsAfresh(word: i32): bool {
  return word == Word.STATIC || word == Word.TYPEDEF || word == Word.EXTERN || word == Word.INLINE;
}

/** Words that cannot follow a type's body: its semicolon is missing. */
function beginsDeclaration(word: i32): bool {
  return head.openParen < head.base && ((word >= Word.STRUCT && word <= Word.ENUM) || beginsAfresh(word));
}

function endStatement(line: i32): void {
  if (frameCount() > 0) endMemberStatement();
  else endFileStatement(line);
}

function takeWord(start: usize, end: usize, line: i32): void {
  const word = declarationWord(start, end);
  if (kindAt(headEnd() - 1) == Mark.BODY && beginsDeclaration(word)) endStatement(line);
  if (startsLine(start) && !headEmpty()) {
    if (endsInvocation()) {
      const macro = invocationName();
      if (macro >= 0) {
        addInvocation(macro);
        resetHead();
      } else if (head.oldStyle && beginsAfresh(word)) resetHead();
    } else if (head.openParen >= head.base && frameCount() == 0 && beginsAfresh(word)) {
      if (kindAt(headEnd() - 1) == Mark.SEMICOLON) resetHead();
    }
  }
  addToken(word, start, end, line);
}

/** A `;`: inside parentheses it is a macro's argument, else it ends the statement. */
function takeSemicolon(p: usize, line: i32): void {
  if (head.openParen >= head.base) addToken(Mark.SEMICOLON, p, p + 1, line);
  else endStatement(line);
}

/** Scans file level and the bodies of structs and unions. */
export function scanDeclarations(): void {
  let p = cursor.p;
  let line = cursor.line;
  while (true) {
    const start = p;
    switch (classAt(p)) {
      case Class.SPACE:
      case Class.BACKSLASH:
        p++;
        continue;
      case Class.NEWLINE:
        p++;
        line++;
        continue;
      case Class.WORD:
        do p++;
        while (isWordAt(p));
        takeWord(start, p, line);
        continue;
      case Class.DIGIT:
        p = skipNumber(p);
        addToken(Mark.NUMBER, start, p, line);
        continue;
      case Class.QUOTE:
        p = skipString(p);
        addToken(Mark.STRING, start, p, line);
        line += crossed;
        continue;
      case Class.APOSTROPHE:
        p = skipCharacter(p);
        addToken(Mark.OTHER, start, p, line);
        continue;
      case Class.SLASH:
        p = skipSlash(p);
        if (wasComment && headEmpty()) noteComment(start, p, line, line + crossed);
        line += crossed;
        continue;
      case Class.HASH:
        cursor.p = p;
        cursor.line = line;
        directive();
        if (cursor.state != State.DECLARATIONS) return;
        p = cursor.p;
        line = cursor.line;
        continue;
      case Class.OPEN_PAREN:
        cursor.p = p;
        cursor.line = line;
        if (frameCount() > 0 && openGroup()) {
          p = cursor.p;
          line = cursor.line;
          continue;
        }
        p++;
        addToken(Mark.OPEN, start, p, line);
        continue;
      case Class.CLOSE_PAREN:
        p++;
        if (head.openParen >= head.base) addToken(Mark.CLOSE, start, p, line);
        continue;
      case Class.OPEN_BRACE:
      case Class.CLOSE_BRACE:
        cursor.p = p;
        cursor.line = line;
        if (load<u8>(p) == Char.OPEN_BRACE) openBrace();
        else closeBrace();
        if (cursor.state != State.DECLARATIONS) return;
        p = cursor.p;
        line = cursor.line;
        continue;
      case Class.SEMICOLON:
        p++;
        takeSemicolon(start, line);
        continue;
      case Class.COMMA:
        p++;
        addToken(Mark.COMMA, start, p, line);
        continue;
      case Class.EQUALS:
        p++;
        addToken(Mark.EQUALS, start, p, line);
        if (head.openParen < head.base && frameCount() == 0) {
          cursor.p = p;
          cursor.line = line;
          beginVariable();
          return;
        }
        continue;
      case Class.OPEN_BRACKET:
        p = skipBrackets(p);
        addToken(Mark.BRACKETS, start, p, line);
        line += crossed;
        continue;
      case Class.DOT:
        if (frameCount() == 0 && endsInvocation()) {
          cursor.p = p;
          cursor.line = line;
          if (beginBareList()) return;
        }
        p++;
        addToken(Mark.OTHER, start, p, line);
        continue;
      case Class.STAR:
        p++;
        addToken(Mark.STAR, start, p, line);
        continue;
      case Class.COLON:
        p++;
        addToken(Mark.COLON, start, p, line);
        continue;
      case Class.END:
        cursor.p = p;
        cursor.line = line;
        cursor.state = State.DONE;
        return;
      default:
        p++;
        addToken(Mark.OTHER, start, p, line);
    }
  }
}
