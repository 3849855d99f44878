import { CLOSE, KINDS, NEWLINE, OPEN, SPECIAL } from './characters.ts';
import { STOPS } from './command-words.ts';
import { readSpecial } from './read-quotes.ts';
import { readGroup, readWord } from './read-words.ts';
import type { Reader } from './reader.ts';
import { enclose } from './reader.ts';
import { isAt, skipBlanks, skipSpace } from './skip-space.ts';

const IN = /in(?![^\s;&|()<>])/y;
const ESAC = /esac(?![^\s;&|()<>])/y;

/** What can be no pattern: the `esac` before it is missing. */
const NO_PATTERN = /\}(?![^\s;&|])|function[ \t]|[\w.:-]+[ \t]*\([ \t]*\)/y;

/** Reads what follows the word `case`, up to its `esac`. */
export function readCase(reader: Reader): void {
  skipBlanks(reader);
  readWord(reader);
  skipSpace(reader);
  if (!isAt(reader, IN)) return;
  reader.at += 2;
  while (readPattern(reader)) {
    if (reader.readCommands(reader, STOPS.clause | STOPS.esac) !== STOPS.clause) return;
  }
}

/** Reads `pattern)` or `(pattern)`, where a line without a parenthesis is none; false when the case is over. */
function readPattern(reader: Reader): boolean {
  for (skipSpace(reader); reader.at < reader.end; skipSpace(reader)) {
    if (isAt(reader, ESAC)) {
      reader.at += 4;
      return false;
    }
    if (isAt(reader, NO_PATTERN)) return false;
    if (reader.source.charCodeAt(reader.at) === OPEN) reader.at += 1;
    if (readLineOfPattern(reader)) return true;
  }
  return false;
}

function readLineOfPattern(reader: Reader): boolean {
  const { source, end } = reader;
  while (reader.at < end) {
    const code = source.charCodeAt(reader.at);
    if (code === NEWLINE) return false;
    if (KINDS[code] === SPECIAL) readSpecial(reader, code);
    else if (code === OPEN) enclose(reader, readGroup);
    else {
      reader.at += 1;
      if (code === CLOSE) return true;
    }
  }
  return false;
}
