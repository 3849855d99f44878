import { entriesEmitted, files, firstOf, lastOf, symbolsEmitted } from '../chunk';
import { entries, memberAt, symbolAt } from '../facts/facts';
import { EntryFact, Flag, NONE, SymbolFact } from '../facts/layouts';
import { at, count } from '../memory/list';
import { closeStream, openStream, reserve } from '../memory/stream';
import { Char } from '../text/bytes';
import { putByte, putLiteral, putNumber } from '../text/write';
import {
  DOC,
  END_LINE,
  EXPORTED,
  FILE,
  INLINE,
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
  kindName,
} from './literals';
import { beginRecord, entryStream, symbolStream } from './streams';
import { putQuoted, putText } from './text';

function putMembers(first: i32): void {
  putLiteral(MEMBERS);
  for (let i = first; i != NONE;) {
    const member = memberAt(i);
    reserve(64);
    if (i != first) putByte(Char.COMMA);
    putByte(Char.OPEN_BRACKET);
    putQuoted(member.name, member.nameLength);
    putByte(Char.COMMA);
    putNumber(member.line);
    if (member.typeLength != 0) {
      putByte(Char.COMMA);
      putQuoted(member.type, member.typeLength);
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
