import { Failure, fail } from '../memory/failure';
import { Literal, literal, literalBytes, literalLength } from '../text/literal';

// What is wrong with a chunk file, for the host to put into a sentence after the trap.

/** Parts of a fault: what is wrong, the section and the member it is in. */
const enum FaultText {
  WHY = 0,
  SECTION = 1,
  MEMBER = 2,
}

const NOWHERE = literal('');
let why: Literal = NOWHERE;
let section: Literal = NOWHERE;
let member: Literal = NOWHERE;
let record: i32 = -1;
let at: i32 = 0;

/** Notes what is read now: a section, and which of its records. */
export function enterRecord(name: Literal, index: i32): void {
  section = name;
  record = index;
  member = NOWHERE;
}

export function enterMember(name: Literal): void {
  member = name;
}

export function leaveMember(): void {
  member = NOWHERE;
}

/** Where reading is, in bytes from the start of the file. */
export function noteOffset(offset: i32): void {
  at = offset;
}

/** Stops: the file is not a chunk file, for this reason. */
export function malformed(reason: Literal): void {
  why = reason;
  fail(Failure.MALFORMED);
}

function textOf(which: i32): Literal {
  if (which == FaultText.WHY) return why;
  return which == FaultText.SECTION ? section : member;
}

export function faultTextAddress(which: i32): usize {
  return literalBytes(textOf(which));
}

export function faultTextLength(which: i32): i32 {
  return <i32>literalLength(textOf(which));
}

/** Index of the record within its section, -1 outside any. */
export function faultRecord(): i32 {
  return record;
}

export function faultOffset(): i32 {
  return at;
}
