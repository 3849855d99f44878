import { CallType } from '../facts/layouts';
import { Char, skipBlanks as pastBlanks } from '../text/bytes';
import { isPlainWord, spaceAt } from '../text/space';
import { isDigit } from './characters';
import { addCallSite, addImportOf } from './findings';
import { readArguments, readWord } from './read-words';
import { lineAt, reader } from './reader';
import { skipBlanks } from './skip-space';

/** The word that was read last, its line, and whether nothing in it is quoted or expanded. */
let start: usize = 0;
let end: usize = 0;
let line: i32 = 0;
let isPlain: bool = false;

/** Reads the word that follows on the line, if there is one. */
function readArgument(): bool {
  skipBlanks();
  const from = reader.at;
  if (from >= reader.end || load<u8>(from) == Char.HASH) return false;
  const at = lineAt(from);
  const plain = readWord();
  start = from;
  end = reader.at;
  line = at;
  isPlain = plain;
  return end != start;
}

/** Reads what follows `trap`: a plain word is the function that a signal calls. */
export function readTrap(): void {
  if (readArgument() && isPlain && isPlainWord(start) && !isDigit(<i32>load<u8>(start))) {
    addCallSite(start, end, line, CallType.INDIRECT);
  }
  readArguments();
}

/** Reads what follows `source` or `.`: a file. */
export function readSourced(): void {
  if (readArgument()) addImportOf(start, end, line);
  readArguments();
}

/** Reads what may stand between `time` and the command that it times: `-p`. */
export function readTimeOption(): void {
  const at = reader.at;
  const p = pastBlanks(at);
  if (at >= reader.end || p == at || load<u8>(p) != Char.MINUS || load<u8>(p + 1) != 112) return;
  if (spaceAt(p + 2) > 0) reader.at = min(p + 2, reader.end);
}

/** Reads the name that `coproc` gives to a compound command. */
export function readCoprocName(): void {
  const at = reader.at;
  const from = pastBlanks(at);
  let p = from;
  while (isPlainWord(p)) p++;
  if (at >= reader.end || from == at || p == from || isDigit(<i32>load<u8>(from))) return;
  const body = pastBlanks(p);
  const c = load<u8>(body);
  if (body > p && (c == Char.OPEN_BRACE || c == Char.OPEN_PAREN)) reader.at = min(p, reader.end);
}
