import { callsEmitted, entriesEmitted, files, firstOf, lastOf, symbolsEmitted } from '../chunk';
import { fileCallAt } from '../facts/calls';
import { callAt, entries, fileCalls, memberAt, symbolAt } from '../facts/facts';
import { CallFact, CallType, EntryFact, Flag, NONE, SymbolFact } from '../facts/layouts';
import { at, count } from '../memory/list';
import { closeStream, openStream, reserve, streamLength } from '../memory/stream';
import { Char } from '../text/bytes';
import { putByte, putLiteral, putNumber } from '../text/write';
import {
  CALLER,
  CALLS,
  DOC,
  END_CALLS,
  END_LINE,
  EXPORTED,
  FILE,
  INLINE,
  INDIRECT_VIA,
  KIND,
  KIND_AFTER_TEXT,
  LINE_AFTER_TEXT,
  MEMBERS,
  NAME,
  NAME_AFTER_TEXT,
  PARENT,
  SIGNATURE,
  STATIC,
  SYMBOL_AFTER_TEXT,
  callEnd,
  kindName,
} from './literals';
import { beginRecord, callStream, entryStream, symbolStream } from './streams';
import { putText } from './text';

function putMembers(first: i32): void {
  putLiteral(MEMBERS);
  for (let i = first; i != NONE;) {
    const member = memberAt(i);
    reserve(64);
    if (i != first) putByte(Char.COMMA);
    putByte(Char.OPEN_BRACKET);
    putByte(Char.QUOTE);
    putText(member.name, member.nameLength);
    reserve(64);
    putByte(Char.QUOTE);
    putByte(Char.COMMA);
    putNumber(member.line);
    if (member.typeLength != 0) {
      putByte(Char.COMMA);
      putByte(Char.QUOTE);
      putText(member.type, member.typeLength);
      reserve(64);
      putByte(Char.QUOTE);
    }
    putByte(Char.CLOSE_BRACKET);
    i = member.next;
  }
  reserve(64);
  putByte(Char.CLOSE_BRACKET);
}

function putSymbol(fact: SymbolFact, first: i32, last: i32): void {
  putLiteral(FILE);
  putNumber(files);
  putLiteral(NAME);
  putText(fact.name, fact.nameLength);
  reserve(160);
  putLiteral(KIND_AFTER_TEXT);
  putLiteral(kindName(fact.kind));
  putLiteral(LINE_AFTER_TEXT);
  putNumber(fact.line);
  putLiteral(END_LINE);
  putNumber(fact.endLine);
  if (fact.signatureLength != 0) {
    putLiteral(SIGNATURE);
    putText(fact.signature, fact.signatureLength);
    reserve(160);
    putByte(Char.QUOTE);
  }
  if (fact.docLength != 0) {
    putLiteral(DOC);
    putText(fact.doc, fact.docLength);
    reserve(160);
    putByte(Char.QUOTE);
  }
  if ((fact.flags & Flag.STATIC) != 0) putLiteral(STATIC);
  if ((fact.flags & Flag.INLINE) != 0) putLiteral(INLINE);
  if ((fact.flags & Flag.EXPORTED) != 0) putLiteral(EXPORTED);
  if (fact.parent >= first && fact.parent < last) {
    putLiteral(PARENT);
    putNumber(symbolsEmitted + fact.parent - first);
  }
  if (fact.firstMember != NONE) putMembers(fact.firstMember);
  reserve(64);
  putByte(Char.CLOSE_BRACE);
}

/** Writes the window of symbols `first` … `last` - 1 into `symbols[]`. */
export function putSymbols(first: i32, last: i32): void {
  openStream(symbolStream);
  for (let i = first; i < last; i++) {
    beginRecord(symbolsEmitted + i == first);
    putSymbol(symbolAt(i), first, last);
  }
  closeStream();
}

function putCall(call: CallFact): void {
  putByte(Char.OPEN_BRACKET);
  putByte(Char.QUOTE);
  putText(call.name, call.nameLength);
  reserve(64);
  putByte(Char.QUOTE);
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

/** Writes up to `limit` calls of a chain; answers how many there were. */
function putChain(start: i32, limit: i32): i32 {
  let done = 0;
  putLiteral(CALLS);
  for (let i = start; i != NONE && done < limit; done++) {
    const call = callAt(i);
    reserve(64);
    if (done > 0) putByte(Char.COMMA);
    putCall(call);
    i = call.next;
  }
  reserve(64);
  putLiteral(END_CALLS);
  return done;
}

/** Writes the calls of the symbols in the window and those at file level into `call_graph[]`. */
export function putCallGraph(first: i32, last: i32): void {
  openStream(callStream);
  let none = callsEmitted == 0 && streamLength(callStream) == 0;
  for (let i = first; i < last; i++) {
    const start = symbolAt(i).firstCall;
    if (start == NONE) continue;
    beginRecord(none);
    none = false;
    putLiteral(CALLER);
    putNumber(symbolsEmitted + i - first);
    putChain(start, i32.MAX_VALUE);
  }
  const from = firstOf(fileCalls);
  const to = lastOf(fileCalls);
  if (from < to) {
    beginRecord(none);
    putLiteral(FILE);
    putNumber(files);
    putChain(fileCallAt(from), to - from);
  }
  closeStream();
}

/** Writes the entry points of the part into `entrypoints[]`. */
export function putEntries(): void {
  openStream(entryStream);
  const first = firstOf(count(entries));
  const last = lastOf(count(entries));
  for (let i = first; i < last; i++) {
    const fact = changetype<EntryFact>(at(entries, i));
    beginRecord(entriesEmitted + i == first);
    putLiteral(FILE);
    putNumber(files);
    putLiteral(KIND);
    putText(fact.kind, fact.kindLength);
    reserve(64);
    putLiteral(NAME_AFTER_TEXT);
    putText(fact.name, fact.nameLength);
    reserve(64);
    putLiteral(SYMBOL_AFTER_TEXT);
    putText(fact.symbol, fact.symbolLength);
    reserve(64);
    putLiteral(LINE_AFTER_TEXT);
    putNumber(fact.line);
    putByte(Char.CLOSE_BRACE);
  }
  closeStream();
}
