import { addImport } from '../facts/facts';
import { keepText, keptLength } from '../facts/keep-text';
import { NONE } from '../facts/layouts';
import { LIST_BYTES, at, clear, count, makeList, push } from '../memory/list';
import { Char } from '../text/bytes';
import { line, nextLine, openLines } from '../text/lines';
import { equals, literal, literalLength, startsWith } from '../text/literal';
import { hasLineEnd, isPlainWord, skipPlainWord, skipSpace } from '../text/space';
import { currentGuards, isCondition, readCondition } from './guards';
import { addParts, countParts } from './parts';
import { ListKind, listKindOf, stemEnd } from './variables';
import { numberOf } from './texts';
import { listWordAt, skipAssign, skipMakeWord, skipVariable } from './words';

// What a Makefile assigns at its top level to lists of what is built, with the conditions each assignment stands under.

@unmanaged
export class Assignment {
  /** Left side, e.g. `obj-$(CONFIG_EXT4_FS)`. */
  variable: u32;
  variableEnd: u32;
  /** Number of that text. */
  text: i32;
  /** A ListKind. */
  list: i32;
  /** Number of the name before the dash, where parts of an object may be listed; else NONE. */
  stem: i32;
  /** Its parts are those before `pastParts`. */
  firstPart: i32;
  pastParts: i32;
  line: i32;
  lastLine: i32;
  guards: i32;
}

const assignments = makeList(memory.data(LIST_BYTES, 16), offsetof<Assignment>());

export function countAssignments(): i32 {
  return count(assignments);
}

export function assignmentAt(index: i32): Assignment {
  return changetype<Assignment>(at(assignments, index));
}

/** Whether a line that begins with a tab looks like a list rather than like a recipe. */
function isIndentedList(p: usize, end: usize): bool {
  const start = skipSpace(p, end);
  for (p = start; p < end && (isPlainWord(p) || load<u8>(p) == Char.MINUS); p++) {
    if (p == start || load<u8>(p) != Char.MINUS) continue;
    if (listWordAt(p + 1, end) != 0 || (p + 1 < end && load<u8>(p + 1) == Char.DOLLAR)) return true;
  }
  return false;
}

/** Where the line's comment begins. */
function codeEnd(): usize {
  for (let p = line.start; p < line.end; p++) {
    if (load<u8>(p) != Char.HASH) continue;
    if (p == line.start || load<u8>(p - 1) != Char.BACKSLASH) return p;
  }
  return line.end;
}

const INCLUDE = literal('include');
const SINCLUDE = literal('sinclude');
const SRCTREE = literal('$(srctree)/');

/** Reads `include`, `-include` or `sinclude` with what follows it; false where the line is none. */
function readInclude(p: usize, end: usize): bool {
  if (p < end && load<u8>(p) == Char.MINUS) p++;
  const past = skipPlainWord(p, end);
  if (!equals(INCLUDE, p, past) && !equals(SINCLUDE, p, past)) return false;
  p = skipSpace(past, end);
  if (p == past) return false;
  if (hasLineEnd(p, end)) return true;
  while (p < end) {
    const wordEnd = skipMakeWord(p, end);
    if (startsWith(SRCTREE, p, wordEnd)) p += <usize>literalLength(SRCTREE);
    const target = keepText(p, wordEnd);
    addImport(target, keptLength, line.first);
    p = skipSpace(wordEnd, end);
  }
  return true;
}

function readAssignment(start: usize, end: usize, isTop: bool): void {
  const variableEnd = skipVariable(start, end);
  if (variableEnd == start) return;
  const value = skipAssign(variableEnd, end);
  if (value == 0 || hasLineEnd(value, end)) return;
  const list = listKindOf(start, variableEnd, isTop);
  const stem = stemEnd(start, variableEnd);
  if (list == ListKind.NONE && stem == 0) return;
  const firstPart = countParts();
  addParts(value, end);
  if (countParts() == firstPart) return;
  const assignment = changetype<Assignment>(push(assignments));
  assignment.variable = <u32>start;
  assignment.variableEnd = <u32>variableEnd;
  assignment.text = numberOf(start, variableEnd);
  assignment.list = list;
  assignment.stem = stem == 0 ? NONE : numberOf(start, stem);
  assignment.firstPart = firstPart;
  assignment.pastParts = countParts();
  assignment.line = line.first;
  assignment.lastLine = line.last;
  assignment.guards = currentGuards();
}

function readLine(isTop: bool): void {
  if (line.start == line.end) return;
  if (load<u8>(line.start) == Char.TAB && !isIndentedList(line.start + 1, line.end)) return;
  const end = codeEnd();
  const start = skipSpace(line.start, end);
  const word = skipPlainWord(start, end);
  if (isCondition(start, word) && !hasLineEnd(word, end)) readCondition(start, word, end);
  else if (!readInclude(start, end)) readAssignment(start, end, isTop);
}

/**
 * Reads the source at hand.
 * @param isTop Whether the Makefile is an architecture's or that of the tree.
 */
export function readAssignments(isTop: bool): void {
  clear(assignments);
  openLines();
  while (nextLine()) readLine(isTop);
}
