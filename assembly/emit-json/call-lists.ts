import { files, firstOf, lastOf, symbolsEmitted } from '../chunk';
import { fileCallAt, fileUseAt } from '../facts/calls';
import { calls, fileCalls, fileUses, symbolAt, uses } from '../facts/facts';
import { CallFact, CallType, NONE } from '../facts/layouts';
import { List, at } from '../memory/list';
import { closeStream, openStream, reserve, streamLength } from '../memory/stream';
import { Char } from '../text/bytes';
import { putByte, putLiteral, putNumber } from '../text/write';
import { CALLER, CALLS, END_CALLS, FILE, INDIRECT_VIA, USES, callEnd, useName } from './literals';
import { beginRecord, callStream, useStream } from './streams';
import { putQuoted, putText } from './text';

// Calls, and functions used as values: by the symbol they stand in, and by file where they stand in none.

function putCall(call: CallFact): void {
  putByte(Char.OPEN_BRACKET);
  putQuoted(call.name, call.nameLength);
  putByte(Char.COMMA);
  putNumber(call.line);
  if (call.type != CallType.INDIRECT || call.viaLength == 0) {
    putLiteral(callEnd(call.type));
    return;
  }
  putLiteral(INDIRECT_VIA);
  putText(call.via, call.viaLength);
  reserve(64);
  putByte(Char.QUOTE);
  putByte(Char.CLOSE_BRACKET);
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

/** Writes up to `limit` facts of a chain. */
function putChain(list: List, start: i32, limit: i32): void {
  const areCalls = list == calls;
  putLiteral(areCalls ? CALLS : USES);
  for (let i = start, done = 0; i != NONE && done < limit; done++) {
    const fact = changetype<CallFact>(at(list, i));
    reserve(64);
    if (done > 0) putByte(Char.COMMA);
    if (areCalls) putCall(fact);
    else putUse(fact);
    i = fact.next;
  }
  reserve(64);
  putLiteral(END_CALLS);
}

/** Writes the chains of the symbols in the window, and the part of the one at file level, into the open stream. */
function putChains(list: List, first: i32, last: i32, none: bool): void {
  const areCalls = list == calls;
  for (let i = first; i < last; i++) {
    const symbol = symbolAt(i);
    const start = areCalls ? symbol.firstCall : symbol.firstUse;
    if (start == NONE) continue;
    beginRecord(none);
    none = false;
    putLiteral(CALLER);
    putNumber(symbolsEmitted + i - first);
    putChain(list, start, i32.MAX_VALUE);
  }
  const ofFile = areCalls ? fileCalls : fileUses;
  const from = firstOf(ofFile);
  const to = lastOf(ofFile);
  if (from == to) return;
  beginRecord(none);
  putLiteral(FILE);
  putNumber(files);
  putChain(list, areCalls ? fileCallAt(from) : fileUseAt(from), to - from);
}

/** Writes calls into `call_graph[]`. */
export function putCallGraph(first: i32, last: i32): void {
  openStream(callStream);
  putChains(calls, first, last, streamLength(callStream) == 0);
  closeStream();
}

/** Writes functions used as values into `references[]`. */
export function putReferences(first: i32, last: i32): void {
  openStream(useStream);
  putChains(uses, first, last, streamLength(useStream) == 0);
  closeStream();
}
