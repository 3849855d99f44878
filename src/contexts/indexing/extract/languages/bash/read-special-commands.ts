import { tidyName } from '../../tidy-name.ts';
import { HASH } from './characters.ts';
import { readArguments, readWord } from './read-words.ts';
import type { Reader } from './reader.ts';
import { lineAt } from './reader.ts';
import { isAt, skipBlanks } from './skip-space.ts';

interface Argument {
  text: string;
  start: number;
  line: number;
  isPlain: boolean;
}

/** Reads the word that follows on the line, if there is one. */
function readArgument(reader: Reader): Argument | undefined {
  skipBlanks(reader);
  const { source, at: start, end } = reader;
  if (start >= end || source.charCodeAt(start) === HASH) return undefined;
  const line = lineAt(reader, start);
  const isPlain = readWord(reader);
  return reader.at === start ? undefined : { text: source.slice(start, reader.at), start, line, isPlain };
}

/** Reads what follows `trap`: a plain word is the function that a signal calls. */
export function readTrap(reader: Reader): void {
  const argument = readArgument(reader);
  if (argument?.isPlain && /^[A-Za-z_]/.test(argument.text)) {
    const { text: name, start, line } = argument;
    reader.findings.calls.push({ name, start, line, type: 'indirect' });
  }
  readArguments(reader);
}

/** Reads what follows `source` or `.`: a file. */
export function readSource(reader: Reader): void {
  const argument = readArgument(reader);
  const name = tidyName(argument?.text ?? '');
  if (argument && name !== '') {
    reader.findings.imports.push({ name, start: argument.start, line: argument.line });
  }
  readArguments(reader);
}

const TIME_OPTION = /[ \t]+-p(?=\s)/y;

/** Reads what may stand between `time` and the command that it times. */
export function readTimeOption(reader: Reader): void {
  skipMatch(reader, TIME_OPTION);
}

const COPROC_NAME = /[ \t]+[A-Za-z_]\w*(?=[ \t]+[{(])/y;

/** Reads the name that `coproc` gives to a compound command. */
export function readCoprocName(reader: Reader): void {
  skipMatch(reader, COPROC_NAME);
}

function skipMatch(reader: Reader, pattern: RegExp): void {
  if (isAt(reader, pattern)) reader.at = Math.min(pattern.lastIndex, reader.end);
}
