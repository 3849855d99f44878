import { files, firstOf, lastOf, shownPart, shownParts } from '../chunk';
import { assignments, guardAt, guards, imports, invocations, macros, tables } from '../facts/facts';
import { AssignmentFact, ImportFact, InvocationFact, MacroFact, TableFact } from '../facts/layouts';
import { at, count } from '../memory/list';
import { closeStream, openStream, reserve } from '../memory/stream';
import { Char } from '../text/bytes';
import { sourceBytes, sourceLines } from '../text/source';
import { putByte, putLiteral, putNumber, putSigned } from '../text/write';
import {
  BYTES,
  END_MACROS,
  END_TABLE,
  FUNCTION_SUFFIX,
  GUARDS,
  INCLUDES,
  LANGUAGE,
  LINE_AFTER_TEXT,
  LINES,
  MACRO_LINES,
  MACRO_NAMES,
  NEWLINE_ESCAPE,
  OPERATIONS,
  PART,
  PATH,
  TABLE,
  TABLE_MEMBERS,
  TEXT_ARGUMENT,
  TOPLEVEL,
  TYPE,
} from './literals';
import { beginRecord, fileStream } from './streams';
import { putQuoted, putText } from './text';

function putSeparator(index: i32, first: i32): void {
  reserve(64);
  if (index > first) putByte(Char.COMMA);
}

/** `["text",` … the caller writes what follows. */
function openPair(text: usize, length: u32): void {
  putByte(Char.OPEN_BRACKET);
  putString(text, length);
}

/** `"text",` */
function putString(text: usize, length: u32): void {
  putQuoted(text, length);
  putByte(Char.COMMA);
}

function putIncludes(): void {
  const first = firstOf(count(imports));
  const last = lastOf(count(imports));
  if (first == last) return;
  reserve(64);
  putLiteral(INCLUDES);
  for (let i = first; i < last; i++) {
    const fact = changetype<ImportFact>(at(imports, i));
    putSeparator(i, first);
    openPair(fact.target, fact.targetLength);
    putNumber(fact.line);
    putByte(Char.CLOSE_BRACKET);
  }
  reserve(64);
  putByte(Char.CLOSE_BRACKET);
}

function putMacros(): void {
  const first = firstOf(count(macros));
  const last = lastOf(count(macros));
  if (first == last) return;
  reserve(64);
  putLiteral(MACRO_NAMES);
  for (let i = first; i < last; i++) {
    const fact = changetype<MacroFact>(at(macros, i));
    reserve(64);
    if (i > first) putLiteral(NEWLINE_ESCAPE);
    putText(fact.name, fact.nameLength);
    reserve(64);
    if (fact.functionLike != 0) putLiteral(FUNCTION_SUFFIX);
  }
  reserve(64);
  putLiteral(MACRO_LINES);
  let before = 0;
  for (let i = first; i < last; i++) {
    const line = changetype<MacroFact>(at(macros, i)).line;
    putSeparator(i, first);
    putSigned(line - before);
    before = line;
  }
  reserve(64);
  putLiteral(END_MACROS);
}

function putTable(fact: TableFact): void {
  putLiteral(TYPE);
  putText(fact.type, fact.typeLength);
  reserve(64);
  putLiteral(TABLE);
  putText(fact.name, fact.nameLength);
  reserve(64);
  putLiteral(LINE_AFTER_TEXT);
  putNumber(fact.line);
  putLiteral(TABLE_MEMBERS);
  for (let k = 0; k < fact.assignments; k++) {
    const assignment = changetype<AssignmentFact>(at(assignments, fact.firstAssignment + k));
    putSeparator(k, 0);
    openPair(assignment.field, assignment.fieldLength);
    putString(assignment.value, assignment.valueLength);
    putNumber(assignment.line);
    putByte(Char.CLOSE_BRACKET);
  }
  reserve(64);
  putLiteral(END_TABLE);
}

function putOperations(): void {
  const first = firstOf(count(tables));
  const last = lastOf(count(tables));
  if (first == last) return;
  reserve(64);
  putLiteral(OPERATIONS);
  for (let i = first; i < last; i++) {
    putSeparator(i, first);
    putTable(changetype<TableFact>(at(tables, i)));
  }
  reserve(64);
  putByte(Char.CLOSE_BRACKET);
}

function putToplevel(): void {
  const first = firstOf(count(invocations));
  const last = lastOf(count(invocations));
  if (first == last) return;
  reserve(64);
  putLiteral(TOPLEVEL);
  for (let i = first; i < last; i++) {
    const fact = changetype<InvocationFact>(at(invocations, i));
    putSeparator(i, first);
    openPair(fact.name, fact.nameLength);
    putString(fact.argument, fact.argumentLength);
    putNumber(fact.line);
    if (fact.named == 0 && fact.argumentLength != 0) putLiteral(TEXT_ARGUMENT);
    else putByte(Char.CLOSE_BRACKET);
  }
  reserve(64);
  putByte(Char.CLOSE_BRACKET);
}

function putGuards(): void {
  const first = firstOf(count(guards));
  const last = lastOf(count(guards));
  if (first == last) return;
  reserve(64);
  putLiteral(GUARDS);
  for (let i = first; i < last; i++) {
    const fact = guardAt(i);
    putSeparator(i, first);
    openPair(fact.text, fact.textLength);
    putNumber(fact.line);
    putByte(Char.COMMA);
    putNumber(fact.endLine);
    putByte(Char.CLOSE_BRACKET);
  }
  reserve(64);
  putByte(Char.CLOSE_BRACKET);
}

/** Writes the record of the file at hand into `files[]`. */
export function putFile(path: usize, pathLength: u32, language: usize, languageLength: u32): void {
  openStream(fileStream);
  beginRecord(files == 0);
  putLiteral(PATH);
  putText(path, pathLength);
  reserve(64);
  putLiteral(LANGUAGE);
  putText(language, languageLength);
  reserve(96);
  putLiteral(BYTES);
  putNumber(sourceBytes);
  putLiteral(LINES);
  putNumber(sourceLines);
  putIncludes();
  putMacros();
  putOperations();
  putToplevel();
  putGuards();
  reserve(64);
  if (shownParts > 1) {
    putLiteral(PART);
    putNumber(shownPart + 1);
    putByte(Char.COMMA);
    putNumber(shownParts);
    putByte(Char.CLOSE_BRACKET);
  }
  putByte(Char.CLOSE_BRACE);
  closeStream();
}
