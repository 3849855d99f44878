import { addCall, addImport, callAt, calls, clearFacts } from '../facts/facts';
import { keepText, keptLength } from '../facts/keep-text';
import { Kind, NONE } from '../facts/layouts';
import { LIST_BYTES, at, clear, count, makeList, push } from '../memory/list';
import { tidiedEnd, tidiedStart, tidyName } from './tidy-name';

// What one reading finds. Calls and imports are facts at once; definitions wait until all of them are known.

/** A definition: places in the source. */
@unmanaged
export class Definition {
  start: u32;
  end: u32;
  nameStart: u32;
  nameEnd: u32;
  /** Where a function's body begins; 0 for a variable. */
  body: u32;
  line: i32;
  endLine: i32;
  /** Letter of the symbol kind. */
  kind: i32;
}

/** A stretch of source. */
@unmanaged
export class Span {
  start: u32;
  end: u32;
}

export const definitions = makeList(memory.data(LIST_BYTES, 16), offsetof<Definition>());
/** Of one command, the variables that are definitions if it turns out to stand alone. */
const held = makeList(memory.data(LIST_BYTES, 16), offsetof<Definition>());
/** Exported assignments, in the order of the source. */
export const exports = makeList(memory.data(LIST_BYTES, 16), offsetof<Span>());
/** Names that `export NAME` names. */
export const exportedNames = makeList(memory.data(LIST_BYTES, 16), offsetof<Span>());

/** Forgets what an earlier reading found. */
export function clearFindings(): void {
  clearFacts();
  clear(definitions);
  clear(exports);
  clear(exportedNames);
}

export function definitionAt(index: i32): Definition {
  return changetype<Definition>(at(definitions, index));
}

export function isValue(kind: i32): bool {
  return kind == Kind.VARIABLE || kind == Kind.CONSTANT;
}

function fill(
  place: usize,
  kind: i32,
  start: usize,
  end: usize,
  nameStart: usize,
  nameEnd: usize,
  body: usize,
  line: i32,
  endLine: i32,
): void {
  const definition = changetype<Definition>(place);
  definition.start = <u32>start;
  definition.end = <u32>end;
  definition.nameStart = <u32>nameStart;
  definition.nameEnd = <u32>nameEnd;
  definition.body = <u32>body;
  definition.line = line;
  definition.endLine = endLine;
  definition.kind = kind;
}

export function addFunction(
  start: usize,
  end: usize,
  nameStart: usize,
  nameEnd: usize,
  body: usize,
  line: i32,
  endLine: i32,
): void {
  fill(push(definitions), Kind.FUNCTION, start, end, nameStart, nameEnd, body, line, endLine);
}

/** Begins a command whose variables are to be held. */
export function clearHeld(): void {
  clear(held);
}

/** Holds a variable or constant whose name begins at its start. */
export function holdValue(
  kind: i32,
  start: usize,
  end: usize,
  nameEnd: usize,
  line: i32,
  endLine: i32,
): void {
  fill(push(held), kind, start, end, start, nameEnd, 0, line, endLine);
}

/** Makes what is held definitions, and exports too if it is exported. */
export function defineHeld(isExport: bool): void {
  for (let i = 0; i < count(held); i++) {
    const from = at(held, i);
    memory.copy(push(definitions), from, offsetof<Definition>());
    if (isExport) addSpan(changetype<Definition>(from).start, changetype<Definition>(from).end);
  }
}

function addSpan(start: u32, end: u32): void {
  const span = changetype<Span>(push(exports));
  span.start = start;
  span.end = end;
}

export function addExportedName(start: usize, end: usize): void {
  const span = changetype<Span>(push(exportedNames));
  span.start = <u32>start;
  span.end = <u32>end;
}

/** Adds a call; until its caller is known, `next` says where it stands. */
export function addCallSite(start: usize, end: usize, line: i32, type: i32): void {
  const before = count(calls);
  const name = keepText(start, end);
  addCall(name, keptLength, line, type, NONE);
  if (count(calls) > before) callAt(before).next = <i32>start;
}

/** Adds an import of what a word names, if it names anything. */
export function addImportOf(start: usize, end: usize, line: i32): void {
  tidyName(start, end);
  if (tidiedStart == tidiedEnd) return;
  const target = keepText(tidiedStart, tidiedEnd);
  addImport(target, keptLength, line);
}
