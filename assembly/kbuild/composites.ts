import { keptLength } from '../facts/keep-text';
import { NONE } from '../facts/layouts';
import { textAt, textLength } from '../memory/text-map';
import { Char } from '../text/bytes';
import { findByte } from '../text/space';
import { Assignment, assignmentAt, countAssignments } from './assignments';
import { NO_GUARDS } from './guards';
import { PartKind, partAt } from './parts';
import { baseOf, findPath, foundBytes, keepPath } from './paths';
import { TargetKey, addHead, addTarget, countTargets, refer, targetOf } from './targets';
import { knownOf, texts } from './texts';

// Objects made of others, and variables that are taken over: `i915-y += $(gem-y)` makes the parts of `gem` those of `i915`.

/** Variables that take over variables that take over others: longer chains are circles. */
const LONGEST_CHAIN: i32 = 8;

function findIn(assignment: Assignment): void {
  const stem = assignment.stem;
  for (let i = assignment.firstPart; i < assignment.pastParts; i++) {
    const part = partAt(i);
    if (part.kind == PartKind.FOLDER) continue;
    knownOf(stem).isComposite = 1;
    if (part.kind == PartKind.GROUP && part.text != stem) knownOf(part.text).owner = stem;
  }
}

export function findComposites(): void {
  for (let i = 0; i < countAssignments(); i++) {
    const assignment = assignmentAt(i);
    if (assignment.stem != NONE) findIn(assignment);
  }
}

/** The object that takes over the parts of `stem`, or itself; both by the numbers of their texts. */
function ownerOf(stem: i32): i32 {
  for (let step = 0; step < LONGEST_CHAIN; step++) {
    const owner = knownOf(stem).owner;
    if (owner == NONE) break;
    stem = owner;
  }
  return stem;
}

function hasObjects(assignment: Assignment): bool {
  for (let i = assignment.firstPart; i < assignment.pastParts; i++) {
    if (partAt(i).kind == PartKind.OBJECT) return true;
  }
  return false;
}

/** The target that the parts listed by an assignment belong to: the whole, or those under the same conditions. */
function targetFor(from: Assignment): i32 {
  const owner = ownerOf(from.stem);
  const whole = knownOf(owner).listed;
  const hasCondition = findByte(from.variable, from.variableEnd, Char.DOLLAR) < <usize>from.variableEnd;
  if (whole != NONE && !hasCondition && from.guards == NO_GUARDS) return whole;
  const target = targetOf(TargetKey.PARTS, from.text, from.guards);
  if (target == countTargets()) {
    const name = textAt(texts, owner);
    const end = name + <usize>textLength(texts, owner);
    addTarget(baseOf(name, end), end, from, whole);
  }
  addHead(target, from, 0, 0, NONE);
  return target;
}

/** Lets targets refer to the parts that they are made of. */
export function addComposites(): void {
  for (let i = 0; i < countAssignments(); i++) {
    const from = assignmentAt(i);
    if (from.stem == NONE || !hasObjects(from)) continue;
    const target = targetFor(from);
    for (let part = from.firstPart; part < from.pastParts; part++) {
      if (partAt(part).kind != PartKind.OBJECT) continue;
      const path = findPath(partAt(part).start, partAt(part).end);
      if (foundBytes == 0) continue;
      const file = keepPath(path);
      refer(target, file, keptLength, from.line);
    }
  }
}
