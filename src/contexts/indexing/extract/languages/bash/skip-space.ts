import { BACKSLASH, BLANK, continuationAt, HASH, KINDS, NEWLINE } from './characters.ts';
import { readHeredocs } from './read-heredocs.ts';
import type { Reader } from './reader.ts';
import { endOfLine } from './reader.ts';

/** Goes over blanks and the ends of lines that go on. */
export function skipBlanks(reader: Reader): void {
  const { source, end } = reader;
  while (reader.at < end) {
    const code = source.charCodeAt(reader.at);
    const length = KINDS[code] === BLANK ? 1 : code === BACKSLASH ? continuationAt(source, reader.at) : 0;
    if (length === 0) return;
    reader.at = Math.min(reader.at + length, end);
  }
}

/** Goes over line ends and comments too, and over the heredocs whose text begins there. */
export function skipSpace(reader: Reader): void {
  for (skipBlanks(reader); reader.at < reader.end; skipBlanks(reader)) {
    const code = reader.source.charCodeAt(reader.at);
    if (code === HASH) skipComment(reader);
    else if (code === NEWLINE) {
      reader.at += 1;
      if (reader.heredocs.length > 0) readHeredocs(reader);
    } else return;
  }
}

/** Goes to the end of the line. */
export function skipComment(reader: Reader): void {
  reader.at = endOfLine(reader);
}

/** Whether a pattern with the flag `y` matches what comes next. */
export function isAt({ source, at, end }: Reader, pattern: RegExp): boolean {
  pattern.lastIndex = at;
  return at < end && pattern.test(source);
}
