import {
  APOSTROPHE,
  BACKSLASH,
  BLANK,
  BREAK,
  CLOSE,
  KINDS,
  MINUS,
  QUOTE,
  RETURN,
  TAB,
} from './characters.ts';
import { STOPS } from './command-words.ts';
import { readUpTo } from './read-quotes.ts';
import type { Heredoc, Reader } from './reader.ts';
import { endOfLine } from './reader.ts';

/** Heredocs without a last line that are looked for in one source: each search may go to its end. */
const MOST_MISSED = 32;

/** Reads `<<`, perhaps `-`, and the delimiter; the text comes with the next line. */
export function readHeredocStart(reader: Reader): void {
  const { source, end } = reader;
  reader.at += 2;
  const isIndented = source.charCodeAt(reader.at) === MINUS;
  if (isIndented) reader.at += 1;
  while (reader.at < end && KINDS[source.charCodeAt(reader.at)] === BLANK) reader.at += 1;
  const from = reader.at;
  let isRaw = false;
  while (reader.at < end) {
    const code = source.charCodeAt(reader.at);
    const kind = KINDS[code];
    if (kind === BREAK || kind === BLANK) break;
    if (code === BACKSLASH) {
      isRaw = true;
      reader.at += 1;
    } else if (code === APOSTROPHE || code === QUOTE) {
      const close = source.indexOf(source.charAt(reader.at), reader.at + 1);
      if (close !== -1 && close < endOfLine(reader)) reader.at = close;
      isRaw = true;
    }
    reader.at += 1;
  }
  reader.at = Math.min(reader.at, end);
  if (reader.at === from) return;
  const word = source.slice(from, reader.at);
  const delimiter = isRaw ? word.replace(/\\(.)|["']/g, '$1') : word;
  reader.heredocs.push({ delimiter, isRaw, isIndented });
}

/**
 * Reads the texts of the heredocs that the line before began. One that has no last line has no text: its lines are
 * read as commands.
 */
export function readHeredocs(reader: Reader): void {
  const { heredocs } = reader;
  reader.heredocs = [];
  for (const heredoc of heredocs) {
    const last = findLast(reader, heredoc);
    if (!last) continue;
    if (heredoc.isRaw) reader.at = last.next;
    else readUpTo(reader, reader.at, last.from, last.next);
  }
}

/** The last line of a heredoc, and where the source goes on. */
function findLast(reader: Reader, heredoc: Heredoc): { from: number; next: number } | undefined {
  const { source, end } = reader;
  const { delimiter, isIndented } = heredoc;
  if (reader.missedHeredocs >= MOST_MISSED) return undefined;
  for (let from = reader.at; from < end;) {
    const found = source.indexOf('\n', from);
    const line = found === -1 || found > end ? end : found;
    let at = from;
    if (isIndented) while (source.charCodeAt(at) === TAB) at += 1;
    if (source.startsWith(delimiter, at)) {
      const after = at + delimiter.length;
      const isWhole = after === line || (after === line - 1 && source.charCodeAt(after) === RETURN);
      if (isWhole) return { from, next: Math.min(line + 1, end) };
      // `EOF)` ends it too, as shells have it for a substitution.
      const isClose = after < line && source.charCodeAt(after) === CLOSE;
      if (isClose && (reader.awaited & STOPS.close) !== 0) return { from, next: after };
    }
    from = line + 1;
  }
  reader.missedHeredocs += 1;
  return undefined;
}
