import { Char, skipBlanks as pastBlanks } from '../text/bytes';
import { literal, startsWith } from '../text/literal';
import { sourceEnd } from '../text/source';
import { isPlainWord, spaceAt } from '../text/space';
import { Stop } from './command-words';
import { readCommands } from './read-commands';
import { readLineOfPattern, readWord } from './read-words';
import { reader } from './reader';
import { endsWord, skipBlanks, skipSpace } from './skip-space';

const IN = literal('in');
const ESAC = literal('esac');
const FUNCTION = literal('function');

/** Reads what follows the word `case`, up to its `esac`. */
export function readCase(): void {
  skipBlanks();
  readWord();
  skipSpace();
  const at = reader.at;
  if (at >= reader.end || !startsWith(IN, at, sourceEnd) || !endsWord(at + 2)) return;
  reader.at += 2;
  while (readPattern()) {
    if (readCommands(Stop.CLAUSE | Stop.ESAC) != Stop.CLAUSE) return;
  }
}

/** Reads `pattern)` or `(pattern)`, where a line without a parenthesis is none; false when the case is over. */
function readPattern(): bool {
  for (skipSpace(); reader.at < reader.end; skipSpace()) {
    const at = reader.at;
    if (startsWith(ESAC, at, sourceEnd) && endsWord(at + 4)) {
      reader.at += 4;
      return false;
    }
    if (isNoPattern(at)) return false;
    if (load<u8>(at) == Char.OPEN_PAREN) reader.at++;
    if (readLineOfPattern()) return true;
  }
  return false;
}

/** What can be no pattern, `}` or the head of a function: the `esac` before it is missing. */
function isNoPattern(p: usize): bool {
  if (load<u8>(p) == Char.CLOSE_BRACE) {
    const next = <i32>load<u8>(p + 1);
    const isSign = next == Char.SEMICOLON || next == Char.AMPERSAND || next == Char.PIPE;
    return isSign || p + 1 >= sourceEnd || spaceAt(p + 1) > 0;
  }
  if (startsWith(FUNCTION, p, sourceEnd) && pastBlanks(p + 8) > p + 8) return true;
  const from = p;
  while (isPlainWord(p) || isJoiner(<i32>load<u8>(p))) p++;
  if (p == from) return false;
  p = pastBlanks(p);
  return load<u8>(p) == Char.OPEN_PAREN && load<u8>(pastBlanks(p + 1)) == Char.CLOSE_PAREN;
}

/** What may stand in the name of a function, not of a variable: one of `.:-`. */
function isJoiner(byte: i32): bool {
  return byte == Char.DOT || byte == Char.COLON || byte == Char.MINUS;
}
