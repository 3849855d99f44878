import { Char } from '../text/bytes';
import { equals, literal, startsWith } from '../text/literal';
import { hasLineEnd } from '../text/space';
import { dashBefore, skipStem } from './words';

// What the name of a variable says.

/** A list of what is built. */
export const enum ListKind {
  NONE,
  OBJ,
  LIB,
  /** Of folders, named from the top of the tree, in the Makefiles of architectures. */
  TOP,
}

const OBJ = literal('obj-');
const LIB = literal('lib-');
const CORE = literal('core-');
const LIBS = literal('libs-');
const DRIVERS = literal('drivers-');
const NET = literal('net-');
const VIRT = literal('virt-');
const INIT = literal('init-');

function isTopList(start: usize, end: usize): bool {
  if (startsWith(CORE, start, end) || startsWith(LIBS, start, end)) return true;
  if (startsWith(DRIVERS, start, end) || startsWith(NET, start, end)) return true;
  return startsWith(VIRT, start, end) || startsWith(INIT, start, end);
}

function prefixKind(start: usize, end: usize): i32 {
  if (startsWith(OBJ, start, end)) return ListKind.OBJ;
  return startsWith(LIB, start, end) ? ListKind.LIB : ListKind.NONE;
}

/** The ListKind of a variable. */
export function listKindOf(start: usize, end: usize, isTop: bool): i32 {
  let kind = prefixKind(start, end);
  if (kind == ListKind.NONE && isTop && isTopList(start, end)) kind = ListKind.TOP;
  if (kind == ListKind.NONE) return kind;
  let dash = start;
  while (load<u8>(dash) != Char.MINUS) dash++;
  return dash + 1 == end || hasLineEnd(dash + 1, end) ? ListKind.NONE : kind;
}

/** The dash of `name-y`, `name-objs` or `name-$(…)`, whose values may be parts of an object; 0 for other variables. */
export function stemEnd(start: usize, end: usize): usize {
  if (prefixKind(start, end) != ListKind.NONE) return 0;
  const past = skipStem(start, end);
  if (past == end) return dashBefore(start, end);
  const dash = past - 1;
  if (dash <= start || load<u8>(dash) != Char.MINUS) return 0;
  if (load<u8>(past) != Char.DOLLAR || end - past < 3 || load<u8>(past + 1) != Char.OPEN_PAREN) return 0;
  return load<u8>(end - 1) == Char.CLOSE_PAREN && !hasLineEnd(past, end) ? dash : 0;
}

const OBJ_Y = literal('obj-y');
const LIB_Y = literal('lib-y');

/** Whether the variable is `obj-y` or `lib-y`, whose objects go into an archive. */
export function isArchived(start: usize, end: usize): bool {
  return equals(OBJ_Y, start, end) || equals(LIB_Y, start, end);
}
