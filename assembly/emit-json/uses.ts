import { files, firstOf, lastOf, symbolsEmitted } from '../chunk';
import { fileUseAt } from '../facts/calls';
import { fileUses, symbolAt, useAt } from '../facts/facts';
import { CallFact, NONE } from '../facts/layouts';
import { closeStream, openStream, reserve, streamLength } from '../memory/stream';
import { Char } from '../text/bytes';
import { putByte, putLiteral, putNumber } from '../text/write';
import { CALLER, END_CALLS, FILE, USES, useName } from './literals';
import { beginRecord, useStream } from './streams';
import { putText } from './text';

function putQuoted(text: usize, length: u32): void {
  putByte(Char.QUOTE);
  putText(text, length);
  reserve(64);
  putByte(Char.QUOTE);
}

function putUse(use: CallFact): void {
  putByte(Char.OPEN_BRACKET);
  putQuoted(use.name, use.nameLength);
  putByte(Char.COMMA);
  putNumber(use.line);
  putLiteral(useName(use.type));
  if (use.viaLength != 0) {
    putByte(Char.COMMA);
    putQuoted(use.via, use.viaLength);
  }
  putByte(Char.CLOSE_BRACKET);
}

/** Writes up to `limit` uses of a chain. */
function putChain(start: i32, limit: i32): void {
  putLiteral(USES);
  for (let i = start, done = 0; i != NONE && done < limit; done++) {
    const use = useAt(i);
    reserve(64);
    if (done > 0) putByte(Char.COMMA);
    putUse(use);
    i = use.next;
  }
  reserve(64);
  putLiteral(END_CALLS);
}

/** Writes the uses in the symbols of the window and those at file level into `references[]`. */
export function putReferences(first: i32, last: i32): void {
  openStream(useStream);
  let none = streamLength(useStream) == 0;
  for (let i = first; i < last; i++) {
    const start = symbolAt(i).firstUse;
    if (start == NONE) continue;
    beginRecord(none);
    none = false;
    putLiteral(CALLER);
    putNumber(symbolsEmitted + i - first);
    putChain(start, i32.MAX_VALUE);
  }
  const from = firstOf(fileUses);
  const to = lastOf(fileUses);
  if (from < to) {
    beginRecord(none);
    putLiteral(FILE);
    putNumber(files);
    putChain(fileUseAt(from), to - from);
  }
  closeStream();
}
