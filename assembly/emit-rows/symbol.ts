import { chunkNumber, files, firstOf, idOf, lastOf, symbolsEmitted } from '../chunk';
import { callAt, entries, fileCalls, memberAt, symbolAt, useAt } from '../facts/facts';
import { CallFact, CallType, EntryFact, Kind, NONE, SymbolFact, UseType } from '../facts/layouts';
import { fileCallAt } from '../facts/calls';
import { at, count } from '../memory/list';
import { closeStream, openStream, reserve } from '../memory/stream';
import { Char } from '../text/bytes';
import { putByte, putBytes, putDelta } from '../text/write';
import { beginRow, closeField, openField, putChar, putField, putInt2, putInt4, putNull } from './fields';
import { Posting, post } from './postings';
import { entryRows, symbolRows } from './streams';

/** Marks a callee that is not called directly. */
export function putCallMark(type: i32): void {
  if (type == CallType.INDIRECT) putByte(Char.DOT);
  else if (type == CallType.MACRO) putByte(33);
  else if (type == CallType.NEW) putByte(43);
}

/** Marks how a function's name is used. */
function putUseMark(type: i32): void {
  if (type == UseType.CALLBACK) putByte(Char.AMPERSAND);
  else if (type == UseType.ASSIGNED) putByte(Char.EQUALS);
}

/** A name, and behind a tab what the call goes through or the value goes to. */
function putName(fact: CallFact): void {
  putBytes(fact.name, fact.nameLength);
  reserve(16);
  if (fact.viaLength == 0) return;
  putByte(Char.TAB);
  putBytes(fact.via, fact.viaLength);
  reserve(16);
}

/** A chain of uses from `first`, up to `limit` of them, as uses and use_lines, posted for `id` under `kind`. */
export function putUses(first: i32, limit: i32, startLine: i32, id: i32, kind: i32): void {
  if (first == NONE || limit == 0) {
    putNull();
    putNull();
    return;
  }
  openField();
  for (let i = first, n = 0; i != NONE && n < limit; n++) {
    const use = useAt(i);
    if (n > 0) putByte(Char.NEWLINE);
    putUseMark(use.type);
    putName(use);
    post(use.name, use.nameLength, kind, id);
    if (use.type == UseType.ASSIGNED && kind == Posting.USERS) {
      post(use.via, use.viaLength, Posting.ASSIGNERS, id);
    }
    i = use.next;
  }
  closeField();
  openField();
  let line = startLine;
  for (let i = first, n = 0; i != NONE && n < limit; n++) {
    const use = useAt(i);
    reserve(16);
    putDelta(line, use.line);
    line = use.line;
    i = use.next;
  }
  closeField();
}

/** refs and ref_lines of a symbol that calls: callees joined by newlines, steps between their lines. */
function putCallees(fact: SymbolFact, id: i32): void {
  openField();
  for (let i = fact.firstCall; i != NONE;) {
    const call = callAt(i);
    if (i != fact.firstCall) putByte(Char.NEWLINE);
    putCallMark(call.type);
    putName(call);
    post(call.name, call.nameLength, Posting.CALLERS, id);
    i = call.next;
  }
  closeField();
  openField();
  let line = fact.line;
  for (let i = fact.firstCall; i != NONE;) {
    const call = callAt(i);
    reserve(16);
    putDelta(line, call.line);
    line = call.line;
    i = call.next;
  }
  closeField();
}

/** refs and ref_lines of a symbol with members. */
function putMemberNames(fact: SymbolFact): void {
  openField();
  for (let i = fact.firstMember; i != NONE;) {
    const member = memberAt(i);
    if (i != fact.firstMember) putByte(Char.NEWLINE);
    putBytes(member.name, member.nameLength);
    reserve(16);
    if (member.typeLength != 0) {
      putByte(Char.TAB);
      putBytes(member.type, member.typeLength);
      reserve(16);
    }
    i = member.next;
  }
  closeField();
  openField();
  let line = fact.line;
  for (let i = fact.firstMember; i != NONE;) {
    const member = memberAt(i);
    reserve(16);
    putDelta(line, member.line);
    line = member.line;
    i = member.next;
  }
  closeField();
}

function postMembers(fact: SymbolFact, id: i32): void {
  for (let i = fact.firstMember; i != NONE;) {
    const member = memberAt(i);
    // Members are looked up for what they point to alone.
    if (member.typeLength != 0) post(member.name, member.nameLength, Posting.MEMBER, id);
    i = member.next;
  }
}

/** Kinds whose refs are member names; those of all others are callees. */
function listsMembers(kind: i32): bool {
  return kind == Kind.STRUCT || kind == Kind.UNION || kind == Kind.CLASS || kind == Kind.INTERFACE;
}

function putSymbolRow(fact: SymbolFact, id: i32, parentId: i32): void {
  beginRow(14);
  putInt4(id);
  putInt4(idOf(files));
  putField(fact.name, fact.nameLength);
  putChar(fact.kind);
  putInt2(fact.flags);
  putInt4(fact.line);
  putInt4(fact.endLine);
  if (parentId >= 0) putInt4(parentId);
  else putNull();
  if (fact.signatureLength != 0) putField(fact.signature, fact.signatureLength);
  else putNull();
  if (fact.firstCall != NONE) putCallees(fact, id);
  else if (fact.firstMember != NONE && listsMembers(fact.kind)) putMemberNames(fact);
  else {
    putNull();
    putNull();
  }
  putUses(fact.firstUse, i32.MAX_VALUE, fact.line, id, Posting.USERS);
  if (fact.docLength != 0) putField(fact.doc, fact.docLength);
  else putNull();
  postMembers(fact, id);
}

/** Writes the window of symbols `first` … `last` - 1 as rows, with their postings. */
export function putSymbolRows(first: i32, last: i32): void {
  openStream(symbolRows);
  const base = symbolsEmitted - first;
  for (let i = first; i < last; i++) {
    const fact = symbolAt(i);
    const inside = fact.parent >= first && fact.parent < last;
    putSymbolRow(fact, idOf(base + i), inside ? idOf(base + fact.parent) : NONE);
  }
  closeStream();
}

/** Posts the calls of the part that are outside any symbol. */
export function postFileCalls(): void {
  const from = firstOf(fileCalls);
  const to = lastOf(fileCalls);
  if (from == to) return;
  let call = fileCallAt(from);
  for (let i = from; i < to; i++) {
    const fact = callAt(call);
    post(fact.name, fact.nameLength, Posting.FILE_CALLERS, idOf(files));
    call = fact.next;
  }
}

/** Writes the entry points of the part as rows. */
export function putEntryRows(): void {
  openStream(entryRows);
  const last = lastOf(count(entries));
  for (let i = firstOf(count(entries)); i < last; i++) {
    const fact = changetype<EntryFact>(at(entries, i));
    beginRow(6);
    putInt2(chunkNumber);
    putInt4(idOf(files));
    putField(fact.kind, fact.kindLength);
    putField(fact.name, fact.nameLength);
    putField(fact.symbol, fact.symbolLength);
    putInt4(fact.line);
  }
  closeStream();
}
