import { BACKQUOTE, BACKSLASH } from './characters.ts';
import type { Reader } from './reader.ts';
import { DEEPEST, endOfLine, noteUnclosed } from './reader.ts';

/** Reads `` `…` ``: commands up to the next backquote that is not escaped, whatever else stands between. */
export function readBackquotes(reader: Reader): void {
  const open = reader.at;
  if (reader.broken.has(open)) {
    readPiece(reader, open + 1, endOfLine(reader), true);
    return;
  }
  const close = findBackquote(reader, open + 1);
  if (close === -1) {
    noteUnclosed(reader, open);
    reader.at += 1;
    return;
  }
  readPiece(reader, open + 1, close, true);
  reader.at += 1;
}

/** Reads `` \`…\` `` inside backquotes. */
export function readEscapedBackquotes(reader: Reader): void {
  const from = reader.at + 2;
  const close = reader.source.indexOf('\\`', from);
  if (close === -1 || close >= reader.end) {
    reader.at = Math.min(from, reader.end);
    return;
  }
  readPiece(reader, from, close, false);
  reader.at += 2;
}

function readPiece(reader: Reader, from: number, to: number, isInBackquotes: boolean): void {
  if (reader.depth < DEEPEST) {
    const { end, awaited, isInBackquotes: outer } = reader;
    reader.at = from;
    reader.end = to;
    reader.awaited = 0;
    reader.isInBackquotes = isInBackquotes;
    reader.depth += 1;
    reader.readCommands(reader, 0);
    reader.depth -= 1;
    reader.isInBackquotes = outer;
    reader.awaited = awaited;
    reader.end = end;
  }
  reader.at = to;
}

function findBackquote(reader: Reader, from: number): number {
  const { source, end, noBackquote } = reader;
  if (from >= noBackquote.from && end === noBackquote.end) return -1;
  for (let at = from; at < end; at += 1) {
    const code = source.charCodeAt(at);
    if (code === BACKQUOTE) return at;
    if (code === BACKSLASH) at += 1;
  }
  reader.noBackquote = { from, end };
  return -1;
}
