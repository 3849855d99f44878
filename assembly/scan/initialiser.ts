import { addCall, symbolAt } from '../facts/facts';
import { CallType, NONE } from '../facts/layouts';
import { Char, Class, classAt, isWordAt, skipBlanks, startsLine } from '../text/bytes';
import { sourceLines } from '../text/source';
import { isConstant } from './arguments';
import { State, cursor } from './cursor';
import { directive } from './directive';
import { enterCall } from './entries';
import { closeParenthesis, openParenthesis } from './parentheses';
import { isFunctionValue, mayRefer, referInInitialiser } from './references';
import { crossed, skipLiteral, skipSlash, wasComment } from './skip';
import { endFileStatement } from './statement';
import { addAssignment } from './tables';
import { Word, isCallee, wordOf } from './words';

// Initialisers and other blocks outside functions: which functions they call and which they name.

export namespace initialiser {
  /** Symbol its calls belong to, NONE for the file. */
  export let owner: i32 = -1;
  /** Whether it is one block, over with its `}`, rather than what follows `=`. */
  export let block: bool = false;
  /** Whether its designators stand on their own, behind a macro: over with a word in column 0. */
  export let bare: bool = false;
}

/** How much of `.field = value` has been read. */
const enum Stage {
  NOTHING,
  DOT,
  FIELD,
  EQUALS,
  /** Inside the parentheses of a cast before the value. */
  CAST,
  VALUE,
}

function leave(p: usize, line: i32): void {
  if (initialiser.owner != NONE) symbolAt(initialiser.owner).endLine = line;
  cursor.p = p;
  cursor.line = line;
  cursor.state = State.DECLARATIONS;
  cursor.depth = 0;
  cursor.parens = 0;
}

/** Whether `,` or `;` outside braces ends the initialiser. */
function endsInitialiser(kind: i32): bool {
  return kind == Class.SEMICOLON || (cursor.parens == 0 && !initialiser.bare);
}

/** Scans to the `;` or `,` that ends the initialiser, which is left to the statement around it. */
export function scanInitialiser(): void {
  let p = cursor.p;
  let line = cursor.line;
  let stage = Stage.NOTHING;
  let last = initialiser.bare ? Class.COMMA : Class.OTHER;
  let field: usize = 0;
  let fieldEnd: usize = 0;
  let word: usize = 0;
  let wordTo: usize = 0;
  let wordLine = 0;
  let beforeWord = Class.OTHER;
  let castAt = 0;
  while (true) {
    const kind = classAt(p);
    switch (kind) {
      case Class.SPACE:
        p++;
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
        if (cursor.depth == 0 && startsLine(word) && (initialiser.bare || wordOf(word, p) != Word.NAME)) {
          // A declaration begins: the semicolon is missing. A bare list ends with a macro: MACHINE_END.
          leave(initialiser.bare && isConstant(word, p) ? p : word, line);
          endFileStatement(line);
          return;
        }
        if (stage == Stage.DOT) {
          field = word;
          fieldEnd = p;
          stage = Stage.FIELD;
        } else if (stage == Stage.EQUALS) stage = Stage.VALUE;
        else if (stage != Stage.CAST) {
          stage = Stage.NOTHING;
          if (mayRefer(last) && isFunctionValue(word, p))
            referInInitialiser(word, p, line, initialiser.owner);
        }
        break;
      case Class.DIGIT:
      case Class.QUOTE:
      case Class.APOSTROPHE:
        p = skipLiteral(p, kind);
        line += crossed;
        stage = Stage.NOTHING;
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
        if (cursor.state != State.INITIALISER) return;
        p = cursor.p;
        line = cursor.line;
        continue;
      case Class.OPEN_PAREN:
        if (last == Class.WORD) {
          const meaning = wordOf(word, wordTo);
          if (isCallee(meaning)) {
            addCall(word, <u32>(wordTo - word), wordLine, CallType.DIRECT, initialiser.owner);
            if (meaning != Word.NAME) enterCall(meaning, p, wordLine);
          }
        }
        if (stage != Stage.CAST) {
          castAt = cursor.parens;
          stage = stage == Stage.EQUALS && last != Class.WORD ? Stage.CAST : Stage.NOTHING;
        }
        openParenthesis(last == Class.WORD ? word : 0);
        p++;
        break;
      case Class.CLOSE_PAREN:
        closeParenthesis();
        if (stage != Stage.CAST) stage = Stage.NOTHING;
        else if (cursor.parens <= castAt) stage = Stage.EQUALS;
        p++;
        break;
      case Class.OPEN_BRACE:
        cursor.depth++;
        stage = Stage.NOTHING;
        p++;
        break;
      case Class.CLOSE_BRACE:
        if (stage == Stage.VALUE) addAssignment(field, fieldEnd, word, wordTo, wordLine);
        stage = Stage.NOTHING;
        cursor.depth--;
        if (cursor.depth < 0) {
          leave(p, line); // belongs to a block around this one
          return;
        }
        p++;
        if (startsLine(p - 1) && load<u8>(skipBlanks(p)) == Char.SEMICOLON) {
          cursor.depth = 0; // whatever braces an #if left open
          cursor.parens = 0;
        }
        if (cursor.depth == 0 && (initialiser.block || cursor.parens == 0)) {
          leave(p, line);
          return;
        }
        break;
      case Class.SEMICOLON:
      case Class.COMMA:
        if (stage == Stage.VALUE) addAssignment(field, fieldEnd, word, wordTo, wordLine);
        stage = Stage.NOTHING;
        if (cursor.depth == 0 && endsInitialiser(kind)) {
          leave(p, line);
          return;
        }
        p++;
        break;
      case Class.EQUALS:
        stage = stage == Stage.FIELD ? Stage.EQUALS : Stage.NOTHING;
        p++;
        break;
      case Class.COLON:
        // `field: value`, as GNU C wrote it before designators.
        stage = Stage.NOTHING;
        if (last == Class.WORD && (beforeWord == Class.OPEN_BRACE || beforeWord == Class.COMMA)) {
          field = word;
          fieldEnd = wordTo;
          stage = Stage.EQUALS;
        }
        p++;
        break;
      case Class.AMPERSAND:
      case Class.STAR:
        if (stage != Stage.EQUALS && stage != Stage.CAST) stage = Stage.NOTHING;
        p++;
        break;
      case Class.DOT: {
        const first = last == Class.OPEN_BRACE || last == Class.COMMA || stage == Stage.FIELD;
        stage = first ? Stage.DOT : Stage.NOTHING;
        p++;
        break;
      }
      case Class.END:
        leave(p, sourceLines);
        return;
      default:
        stage = Stage.NOTHING;
        p++;
    }
    last = kind;
  }
}
