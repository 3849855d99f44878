import { chunkNumber, files, firstOf, idOf, lastOf } from '../chunk';
import { fileCallAt, fileUseAt } from '../facts/calls';
import {
  assignments,
  callAt,
  fileCalls,
  fileUses,
  guardAt,
  guards,
  imports,
  invocations,
  macros,
  tables,
} from '../facts/facts';
import { AssignmentFact, ImportFact, InvocationFact, MacroFact, TableFact } from '../facts/layouts';
import { List, at, count } from '../memory/list';
import { closeStream, openStream, reserve } from '../memory/stream';
import { Char } from '../text/bytes';
import { join, joinedLength, literal } from '../text/literal';
import { sourceBytes, sourceLines } from '../text/source';
import { putByte, putBytes, putDelta, putNumber, putVarint } from '../text/write';
import { beginRow, closeField, openField, putField, putInt2, putInt4, putNull } from './fields';
import { addMacroHit } from './macros';
import { Posting, post } from './postings';
import { fileRows } from './streams';
import { putCallMark, putUses } from './symbol';

/** Two nulls where the part has none of these records. */
function putNothing(list: List): bool {
  if (firstOf(count(list)) != lastOf(count(list))) return false;
  putNull();
  putNull();
  return true;
}

function putIncludes(fileId: i32): void {
  if (putNothing(imports)) return;
  const first = firstOf(count(imports));
  const last = lastOf(count(imports));
  openField();
  for (let i = first; i < last; i++) {
    const fact = changetype<ImportFact>(at(imports, i));
    if (i > first) putByte(Char.NEWLINE);
    putBytes(fact.target, fact.targetLength);
    reserve(16);
    post(fact.target, fact.targetLength, Posting.IMPORTERS, fileId);
  }
  closeField();
  openField();
  let line = 0;
  for (let i = first; i < last; i++) {
    const fact = changetype<ImportFact>(at(imports, i));
    reserve(16);
    putDelta(line, fact.line);
    line = fact.line;
  }
  closeField();
}

const DOT = literal('.');

/** `type\ttable\tline\tfield=value@line,…` */
function putTable(fact: TableFact, fileId: i32): void {
  putBytes(fact.type, fact.typeLength);
  reserve(16);
  putByte(Char.TAB);
  putBytes(fact.name, fact.nameLength);
  reserve(32);
  putByte(Char.TAB);
  putNumber(fact.line);
  putByte(Char.TAB);
  for (let k = 0; k < fact.assignments; k++) {
    const assignment = changetype<AssignmentFact>(at(assignments, fact.firstAssignment + k));
    if (k > 0) putByte(Char.COMMA);
    putBytes(assignment.field, assignment.fieldLength);
    reserve(16);
    putByte(Char.EQUALS);
    putBytes(assignment.value, assignment.valueLength);
    reserve(32);
    putByte(64);
    putNumber(assignment.line);
    post(assignment.value, assignment.valueLength, Posting.HANDLERS, fileId);
    if (fact.typeLength != 0) {
      const field = join(fact.type, fact.typeLength, DOT, assignment.field, assignment.fieldLength);
      post(field, joinedLength, Posting.FIELDS, fileId);
    }
  }
}

function putOperations(fileId: i32): void {
  const first = firstOf(count(tables));
  const last = lastOf(count(tables));
  if (first == last) {
    putNull();
    return;
  }
  openField();
  for (let i = first; i < last; i++) {
    reserve(16);
    if (i > first) putByte(Char.NEWLINE);
    putTable(changetype<TableFact>(at(tables, i)), fileId);
  }
  closeField();
}

/** What stands outside any symbol: macro invocations as `NAME(argument`, then calls as their marked names alone. */
function putToplevel(fileId: i32): void {
  const first = firstOf(count(invocations));
  const last = lastOf(count(invocations));
  const firstCall = firstOf(fileCalls);
  const lastCall = lastOf(fileCalls);
  if (first == last && firstCall == lastCall) {
    putNull();
    putNull();
    return;
  }
  openField();
  for (let i = first; i < last; i++) {
    const fact = changetype<InvocationFact>(at(invocations, i));
    reserve(16);
    if (i > first) putByte(Char.NEWLINE);
    putBytes(fact.name, fact.nameLength);
    reserve(16);
    putByte(Char.OPEN_PAREN);
    putBytes(fact.argument, fact.argumentLength);
    post(fact.name, fact.nameLength, Posting.INVOKED, fileId);
    if (fact.named != 0) post(fact.argument, fact.argumentLength, Posting.ARGUMENT, fileId);
  }
  let call = fileCallAt(firstCall);
  for (let i = firstCall; i < lastCall; i++) {
    const fact = callAt(call);
    reserve(16);
    if (i > firstCall || first < last) putByte(Char.NEWLINE);
    putCallMark(fact.type);
    putBytes(fact.name, fact.nameLength);
    call = fact.next;
  }
  closeField();
  openField();
  let line = 0;
  for (let i = first; i < last; i++) {
    const fact = changetype<InvocationFact>(at(invocations, i));
    reserve(16);
    putDelta(line, fact.line);
    line = fact.line;
  }
  call = fileCallAt(firstCall);
  for (let i = firstCall; i < lastCall; i++) {
    const fact = callAt(call);
    reserve(16);
    putDelta(line, fact.line);
    line = fact.line;
    call = fact.next;
  }
  closeField();
}

/** Longest prefix shared with the name before, as far as one byte can say. */
function sharedPrefix(name: MacroFact, before: MacroFact): u32 {
  const most = min(min(name.nameLength, before.nameLength), 255);
  let shared: u32 = 0;
  while (shared < most && load<u8>(name.name + shared) == load<u8>(before.name + shared)) shared++;
  return shared;
}

/** Front-coded: bytes shared with the name before, varint length of the rest, the rest; `(` ends function-like ones. */
function putMacros(fileId: i32): void {
  if (putNothing(macros)) return;
  const first = firstOf(count(macros));
  const last = lastOf(count(macros));
  openField();
  for (let i = first; i < last; i++) {
    const fact = changetype<MacroFact>(at(macros, i));
    const shared = i > first ? sharedPrefix(fact, changetype<MacroFact>(at(macros, i - 1))) : 0;
    const rest = fact.nameLength - shared;
    reserve(16);
    putByte(<i32>shared);
    putVarint(fact.functionLike != 0 ? rest + 1 : rest);
    putBytes(fact.name + shared, rest);
    reserve(16);
    if (fact.functionLike != 0) putByte(Char.OPEN_PAREN);
    addMacroHit(fact.name, fact.nameLength, fileId);
  }
  closeField();
  openField();
  let line = 0;
  for (let i = first; i < last; i++) {
    const fact = changetype<MacroFact>(at(macros, i));
    reserve(16);
    putDelta(line, fact.line);
    line = fact.line;
  }
  closeField();
}

/** Conditions joined by newlines, and steps from first line to last line to the first line of the next. */
function putGuards(): void {
  if (putNothing(guards)) return;
  const first = firstOf(count(guards));
  const last = lastOf(count(guards));
  openField();
  for (let i = first; i < last; i++) {
    const fact = guardAt(i);
    if (i > first) putByte(Char.NEWLINE);
    putBytes(fact.text, fact.textLength);
    reserve(16);
  }
  closeField();
  openField();
  let line = 0;
  for (let i = first; i < last; i++) {
    const fact = guardAt(i);
    reserve(16);
    putDelta(line, fact.line);
    putDelta(fact.line, fact.endLine);
    line = fact.endLine;
  }
  closeField();
}

/** Writes the row of the file at hand (or of the part of it), with its postings and macro hits. */
export function putFileRow(path: usize, pathLength: u32, language: usize, languageLength: u32): void {
  const fileId = idOf(files);
  openStream(fileRows);
  beginRow(17);
  putInt2(chunkNumber);
  putInt4(fileId);
  putField(path, pathLength);
  putField(language, languageLength);
  putInt4(sourceBytes);
  putInt4(sourceLines);
  putIncludes(fileId);
  putOperations(fileId);
  putToplevel(fileId);
  putMacros(fileId);
  const firstUse = firstOf(fileUses);
  putUses(fileUseAt(firstUse), lastOf(fileUses) - firstUse, 0, fileId, Posting.FILE_USERS);
  putGuards();
  closeStream();
}
