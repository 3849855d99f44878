import { assignments, guards, imports, invocations, macros, tables } from '../facts/facts';
import {
  AssignmentFact,
  GuardFact,
  ImportFact,
  InvocationFact,
  MacroFact,
  TableFact,
} from '../facts/layouts';
import { clear, count, LIST_BYTES, makeList, at, push } from '../memory/list';
import { Char } from '../text/bytes';
import { equals, literal } from '../text/literal';
import { faultBefore, hasNext, readSigned } from './cursor';
import { custom, Member, number, openArray, readObject, readTuple, text } from './shape';
import { readText, textLength, textStart } from './text';

// The records of files[], with what belongs to a file as a whole.

/** Longest name, as in rows: see LONGEST_NAME of the facts. */
export const NAME: i32 = 1000;
/** Longest path: an index entry must stay under 2,704 bytes. */
const PATH: i32 = 2600;

/** A file as its record has it, without its lists. */
@unmanaged
class FileFact {
  path: u32;
  pathLength: u32;
  language: u32;
  languageLength: u32;
  bytes: i32;
  lines: i32;
  part: i32;
  parts: i32;
}

/** The file at hand. */
export const file = changetype<FileFact>(memory.data(offsetof<FileFact>(), 16));

const SEPARATOR = literal('holds a tab or a comma');
const EMPTY_PATH = literal('is empty');
const MACRO_COUNT = literal('does not have a line for each name');
const MACRO_LONG = literal('has a name that is too long');
const MACRO_LINE = literal('leads to a line out of range');
const BAD_PART = literal('is not a part of a whole');
const TEXT_MARK = literal('text');
const UNKNOWN_MARK = literal('is not a mark that this version knows');

/** What `macros` holds, until both of its members are read. */
let namesStart: usize = 0;
let namesLength: u32 = 0;
const macroLines = makeList(memory.data(LIST_BYTES, 16), 4);

/** Cells of an operations table: tabs and commas are between them in rows. */
function checkCell(address: u32, length: u32): void {
  const end = <usize>(address + length);
  for (let p = <usize>address; p < end; p++) {
    const c = <i32>load<u8>(p);
    if (c == Char.TAB || c == Char.COMMA) faultBefore(SEPARATOR);
  }
}

const INCLUDE: StaticArray<Member> = [
  text('target', offsetof<ImportFact>('target'), NAME),
  number('line', offsetof<ImportFact>('line'), 1),
];

const ASSIGNMENT: StaticArray<Member> = [
  text('field', offsetof<AssignmentFact>('field'), NAME),
  text('value', offsetof<AssignmentFact>('value'), NAME),
  number('line', offsetof<AssignmentFact>('line'), 1),
];

const TABLE: StaticArray<Member> = [
  text('type', offsetof<TableFact>('type'), NAME),
  text('table', offsetof<TableFact>('name'), NAME),
  number('line', offsetof<TableFact>('line'), 1),
  custom('members', takeAssignments, true),
];

const INVOCATION: StaticArray<Member> = [
  text('macro', offsetof<InvocationFact>('name'), NAME),
  text('argument', offsetof<InvocationFact>('argument'), NAME),
  number('line', offsetof<InvocationFact>('line'), 1),
  custom('mark', takeArgumentMark),
];

const GUARD: StaticArray<Member> = [
  text('condition', offsetof<GuardFact>('text'), NAME),
  number('first line', offsetof<GuardFact>('line'), 1),
  number('last line', offsetof<GuardFact>('endLine'), 1),
];

const PART: StaticArray<Member> = [
  number('part', offsetof<FileFact>('part'), 1),
  number('parts', offsetof<FileFact>('parts'), 1),
];

const MACROS: StaticArray<Member> = [
  custom('names', takeMacroNames, true),
  custom('lines', takeMacroLines, true),
];

/** A member of files[] is a line here. */
export const FILE: StaticArray<Member> = [
  custom('path', takePath, true),
  text('language', offsetof<FileFact>('language'), NAME),
  number('bytes', offsetof<FileFact>('bytes'), 0),
  number('lines', offsetof<FileFact>('lines'), 0),
  custom('includes', takeIncludes),
  custom('macros', takeMacros),
  custom('operations', takeTables),
  custom('toplevel', takeInvocations),
  custom('guards', takeGuards),
  custom('part', takePart),
];

/** A path may hold a line break: it has a column of its own. */
function takePath(_record: usize, _member: Member): void {
  readText();
  if (textLength == 0) faultBefore(EMPTY_PATH);
  if (textLength > <u32>PATH) faultBefore(MACRO_LONG);
  file.path = <u32>textStart;
  file.pathLength = textLength;
}

function takePart(record: usize, _member: Member): void {
  readTuple(PART, record);
  if (file.part > file.parts) faultBefore(BAD_PART);
}

function takeIncludes(_record: usize, _member: Member): void {
  if (!openArray()) return;
  do readTuple(INCLUDE, push(imports));
  while (hasNext(Char.CLOSE_BRACKET));
}

function takeAssignments(record: usize, _member: Member): void {
  const table = changetype<TableFact>(record);
  table.firstAssignment = count(assignments);
  table.assignments = 0;
  if (!openArray()) return;
  do {
    const assignment = changetype<AssignmentFact>(push(assignments));
    readTuple(ASSIGNMENT, changetype<usize>(assignment));
    checkCell(assignment.field, assignment.fieldLength);
    checkCell(assignment.value, assignment.valueLength);
    table.assignments++;
  } while (hasNext(Char.CLOSE_BRACKET));
}

function takeTables(_record: usize, _member: Member): void {
  if (!openArray()) return;
  do {
    const table = changetype<TableFact>(push(tables));
    readObject(TABLE, changetype<usize>(table));
    checkCell(table.type, table.typeLength);
    checkCell(table.name, table.nameLength);
  } while (hasNext(Char.CLOSE_BRACKET));
}

/** `text`: the argument is a string, which nobody asks for as a name. */
function takeArgumentMark(record: usize, _member: Member): void {
  readText();
  if (!equals(TEXT_MARK, textStart, textStart + <usize>textLength)) faultBefore(UNKNOWN_MARK);
  changetype<InvocationFact>(record).named = 0;
}

function takeInvocations(_record: usize, _member: Member): void {
  if (!openArray()) return;
  do {
    const invocation = changetype<InvocationFact>(push(invocations));
    invocation.named = 1;
    readTuple(INVOCATION, changetype<usize>(invocation));
    if (invocation.argumentLength == 0) invocation.named = 0;
  } while (hasNext(Char.CLOSE_BRACKET));
}

function takeGuards(_record: usize, _member: Member): void {
  if (!openArray()) return;
  do readTuple(GUARD, push(guards));
  while (hasNext(Char.CLOSE_BRACKET));
}

function takeMacroNames(_record: usize, _member: Member): void {
  readText();
  namesStart = textStart;
  namesLength = textLength;
}

/** Lines are steps from one to the next. */
function takeMacroLines(_record: usize, _member: Member): void {
  clear(macroLines);
  if (!openArray()) return;
  let line: i64 = 0;
  do {
    line += <i64>readSigned();
    if (line < 1 || line > <i64>i32.MAX_VALUE) faultBefore(MACRO_LINE);
    store<i32>(push(macroLines), <i32>line);
  } while (hasNext(Char.CLOSE_BRACKET));
}

function addMacro(start: usize, end: usize, index: i32): void {
  if (index >= count(macroLines)) faultBefore(MACRO_COUNT);
  const functionLike = end > start && load<u8>(end - 1) == Char.OPEN_PAREN;
  const length = <u32>(end - start) - (functionLike ? 1 : 0);
  if (length > <u32>NAME) faultBefore(MACRO_LONG);
  const fact = changetype<MacroFact>(push(macros));
  fact.name = <u32>start;
  fact.nameLength = length;
  fact.line = load<i32>(at(macroLines, index));
  fact.functionLike = functionLike ? 1 : 0;
}

function takeMacros(record: usize, _member: Member): void {
  readObject(MACROS, record);
  const end = namesStart + <usize>namesLength;
  let from = namesStart;
  let index = 0;
  for (let p = namesStart; p <= end; p++) {
    if (p < end && load<u8>(p) != Char.NEWLINE) continue;
    addMacro(from, p, index++);
    from = p + 1;
  }
  if (index != count(macroLines)) faultBefore(MACRO_COUNT);
}

/** Reads the next record of files[] into `file` and the facts. */
export function readFile(): void {
  memory.fill(changetype<usize>(file), 0, offsetof<FileFact>());
  file.part = 1;
  file.parts = 1;
  readObject(FILE, changetype<usize>(file));
}
