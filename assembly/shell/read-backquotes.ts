import { Char } from '../text/bytes';
import { findByte } from '../text/space';
import { readCommands } from './read-commands';
import { DEEPEST, endOfLine, isKnownBroken, noteUnclosed, reader } from './reader';

/** Reads `` `…` ``: commands up to the next backquote that is not escaped, whatever else stands between. */
export function readBackquotes(): void {
  const open = reader.at;
  if (isKnownBroken(open)) {
    readPiece(open + 1, endOfLine(), true);
    return;
  }
  const close = findBackquote(open + 1);
  if (close == 0) {
    noteUnclosed(open);
    reader.at++;
    return;
  }
  readPiece(open + 1, close, true);
  reader.at++;
}

/** Reads `` \`…\` `` inside backquotes. */
export function readEscapedBackquotes(): void {
  const from = reader.at + 2;
  const end = reader.end;
  let close = findByte(from, end, Char.BACKSLASH);
  while (close < end && load<u8>(close + 1) != Char.BACKQUOTE) {
    close = findByte(close + 1, end, Char.BACKSLASH);
  }
  if (close >= end) {
    reader.at = min(from, end);
    return;
  }
  readPiece(from, close, false);
  reader.at += 2;
}

function readPiece(from: usize, to: usize, isInBackquotes: bool): void {
  if (reader.depth < DEEPEST) {
    const end = reader.end;
    const awaited = reader.awaited;
    const outer = reader.isInBackquotes;
    reader.at = from;
    reader.end = to;
    reader.awaited = 0;
    reader.isInBackquotes = isInBackquotes;
    reader.depth++;
    readCommands(0);
    reader.depth--;
    reader.isInBackquotes = outer;
    reader.awaited = awaited;
    reader.end = end;
  }
  reader.at = to;
}

function findBackquote(from: usize): usize {
  const end = reader.end;
  if (from >= reader.noBackquoteFrom && end == reader.noBackquoteEnd) return 0;
  for (let p = from; p < end; p++) {
    const c = <i32>load<u8>(p);
    if (c == Char.BACKQUOTE) return p;
    if (c == Char.BACKSLASH) p++;
  }
  reader.noBackquoteFrom = from;
  reader.noBackquoteEnd = end;
  return 0;
}
