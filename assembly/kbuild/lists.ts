import { keptLength } from '../facts/keep-text';
import { NONE } from '../facts/layouts';
import { Assignment, assignmentAt, countAssignments } from './assignments';
import { Part, PartKind, partAt } from './parts';
import {
  archiveBytes,
  archiveOf,
  baseOf,
  findFolder,
  findPath,
  foundBytes,
  keepFound,
  keepPath,
} from './paths';
import { TargetKey, addHead, addTarget, countTargets, refer, targetOf } from './targets';
import { knownOf, numberOf } from './texts';
import { ListKind, isArchived } from './variables';

// What `obj-y`, `lib-m` and their like list.

/** A folder that the Makefile descends into. */
function addFolder(part: Part, from: Assignment, isTop: bool): void {
  let path: usize = part.start;
  let end: usize = part.end;
  let target = 0;
  if (isTop) target = targetOf(TargetKey.FOLDER, part.text, 0);
  else {
    path = findFolder(part.start, part.end);
    if (foundBytes == 0) return;
    end = path + foundBytes;
    if (keepFound()) {
      target = targetOf(TargetKey.FOLDER, numberOf(path, end), 0);
    } else {
      target = targetOf(TargetKey.LONG_FOLDER, part.text, 0);
      path = findFolder(part.start, part.end); // the key may stand where it was
      end = path + foundBytes;
    }
  }
  if (target == countTargets()) addTarget(path, end, from, NONE);
  addHead(target, from, part.start, part.end, part.text);
}

/** An object of its own, or one made of others. */
function addAlone(part: Part, from: Assignment, file: usize, fileBytes: u32): void {
  const stem = part.text;
  const end: usize = part.end - 2;
  const target = targetOf(TargetKey.OBJECT, stem, 0);
  if (target == countTargets()) addTarget(baseOf(part.start, end), end, from, NONE);
  addHead(target, from, part.start, part.end, stem);
  knownOf(stem).listed = target;
  if (file != 0) refer(target, file, fileBytes, from.line);
}

function addObject(part: Part, from: Assignment): void {
  const path = findPath(part.start, part.end);
  if (foundBytes == 0) return;
  if (knownOf(part.text).isComposite != 0) {
    addAlone(part, from, 0, 0);
    return;
  }
  const file = keepPath(path);
  const fileBytes = keptLength;
  if (!isArchived(from.variable, from.variableEnd)) {
    addAlone(part, from, file, fileBytes);
    return;
  }
  const archive = archiveOf(from.list);
  const target = targetOf(TargetKey.ARCHIVE, from.list, from.guards);
  if (target == countTargets()) addTarget(archive, archive + archiveBytes(from.list), from, NONE);
  addHead(target, from, 0, 0, NONE);
  refer(target, file, fileBytes, from.line);
}

function addParts(kind: i32, from: Assignment, isTop: bool): void {
  for (let i = from.firstPart; i < from.pastParts; i++) {
    const part = partAt(i);
    if (part.kind != kind) continue;
    if (kind == PartKind.FOLDER) addFolder(part, from, isTop);
    else addObject(part, from);
  }
}

/** Makes targets of what lists name. */
export function addLists(isTop: bool): void {
  for (let i = 0; i < countAssignments(); i++) {
    const assignment = assignmentAt(i);
    if (assignment.list == ListKind.NONE) continue;
    addParts(PartKind.FOLDER, assignment, isTop);
    if (assignment.list != ListKind.TOP) addParts(PartKind.OBJECT, assignment, isTop);
  }
}
