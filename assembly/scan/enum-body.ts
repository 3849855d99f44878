import { addSymbol, symbolAt } from '../facts/facts';
import { Kind, NONE } from '../facts/layouts';
import { Class, classAt, isWordAt, startsLine } from '../text/bytes';
import { closeType } from './blocks';
import { State, cursor } from './cursor';
import { directive } from './directive';
import { topFrame } from './frames';
import { crossed, skipLiteral, skipSlash } from './skip';

/** Scans the enumerators of the innermost type to its `}`. */
export function scanEnum(): void {
  let p = cursor.p;
  let line = cursor.line;
  const frame = topFrame();
  const parent = frame.owner == NONE ? frame.enclosing : frame.owner;
  let expected = true;
  while (true) {
    const kind = classAt(p);
    switch (kind) {
      case Class.WORD: {
        const start = p;
        do p++;
        while (isWordAt(p));
        if (expected) {
          const symbol = addSymbol(Kind.ENUMERATOR, start, <u32>(p - start), line);
          if (symbol >= 0) symbolAt(symbol).parent = parent;
          expected = false;
        }
        continue;
      }
      case Class.NEWLINE:
        p++;
        line++;
        continue;
      case Class.DIGIT:
      case Class.QUOTE:
      case Class.APOSTROPHE:
        p = skipLiteral(p, kind);
        line += crossed;
        continue;
      case Class.SLASH:
        p = skipSlash(p);
        line += crossed;
        continue;
      case Class.HASH:
        cursor.p = p;
        cursor.line = line;
        directive();
        if (cursor.state != State.ENUM) return;
        p = cursor.p;
        line = cursor.line;
        continue;
      case Class.COMMA:
        if (cursor.parens == 0) expected = true;
        p++;
        continue;
      case Class.OPEN_PAREN:
      case Class.OPEN_BRACE:
        cursor.parens++;
        p++;
        continue;
      case Class.CLOSE_PAREN:
        if (cursor.parens > 0) cursor.parens--;
        p++;
        continue;
      case Class.CLOSE_BRACE:
        if (cursor.parens > 0 && !startsLine(p)) {
          cursor.parens--;
          p++;
          continue;
        }
        cursor.p = p;
        cursor.line = line;
        closeType();
        return;
      case Class.END:
        cursor.p = p;
        cursor.line = line;
        cursor.state = State.DONE;
        return;
      default:
        p++;
    }
  }
}
