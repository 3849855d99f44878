import { LONGEST_NAME } from '../facts/facts';
import { keepText } from '../facts/keep-text';
import { arenaKeep } from '../memory/arena';
import { Char } from '../text/bytes';
import { joinPath, joinedBytes } from '../text/join-path';
import { labels } from '../text/labels';
import { equals, literal, literalBytes, literalLength, startsWith } from '../text/literal';
import { findByte } from '../text/space';
import { ListKind } from './variables';

// Paths in the repository of what the Makefile at hand names.

/** Bytes of the Makefile's path at `labels`. */
let pathBytes: i32 = 0;
/** Address and bytes of each list's archive, by ListKind; 0 until it is asked for. */
const archives = memory.data(3 * 8, 8);

const BUILT_IN = literal('built-in.a');
const LIB = literal('lib.a');

export function openPaths(pathLength: i32): void {
  pathBytes = pathLength;
  keptBytes = 0;
  memory.fill(archives, 0, 3 * 8);
}

/** Bytes of the path found last, 0 where there is none: it leads out of the repository, or there have been too many. */
export let foundBytes: usize = 0;

/** Bytes of the paths kept. */
let keptBytes: usize = 0;
/** No more of them: each has the Makefile's folder in it, which may be far longer than the text. */
const MOST_KEPT: usize = 1 << 26;

/** The path that a text names from the Makefile's folder; good until the arena's next use. */
export function findPath(start: usize, end: usize): usize {
  foundBytes = 0;
  if (keptBytes > MOST_KEPT) return 0;
  const path = joinPath(pathBytes, start, end);
  foundBytes = <usize>joinedBytes;
  return path;
}

/** Likewise that of a folder, with a slash behind it. `end` is behind the text's own slash. */
export function findFolder(start: usize, end: usize): usize {
  const path = findPath(start, end - 1);
  if (foundBytes > 0) store<u8>(path + foundBytes++, Char.SLASH);
  return path;
}

/** Keeps the path found last; false where it is too long for a name, which needs its length alone. */
export function keepFound(): bool {
  if (foundBytes > <usize>LONGEST_NAME) return false;
  arenaKeep(foundBytes);
  keptBytes += foundBytes;
  return true;
}

/** Keeps the path found last and answers it as a name may be. */
export function keepPath(path: usize): usize {
  keepFound();
  return keepText(path, path + foundBytes);
}

/** `dir/built-in.a` or `dir/lib.a`. */
export function archiveOf(list: i32): usize {
  const name = list == ListKind.LIB ? LIB : BUILT_IN;
  const place = archives + ((<usize>list) << 3);
  if (load<u32>(place) == 0) {
    const path = joinPath(pathBytes, literalBytes(name), literalBytes(name) + <usize>literalLength(name));
    arenaKeep(<usize>joinedBytes);
    store<u32>(place, <u32>path);
    store<u32>(place, joinedBytes, 4);
  }
  return <usize>load<u32>(place);
}

/** Bytes of what archiveOf answered. */
export function archiveBytes(list: i32): usize {
  return <usize>load<u32>(archives + ((<usize>list) << 3), 4);
}

const MAKEFILE = literal('Makefile');
const ARCH = literal('arch/');

/** Whether the Makefile is an architecture's or that of the tree: there folders are named from the top. */
export function isTopMakefile(): bool {
  const end = labels + <usize>pathBytes;
  if (equals(MAKEFILE, labels, end)) return true;
  if (!startsWith(ARCH, labels, end)) return false;
  const folder = labels + 5;
  const slash = findByte(folder, end, Char.SLASH);
  return slash > folder && slash < end && equals(MAKEFILE, slash + 1, end);
}

/** Where the part of a path behind its last slash begins; of one too long for a name, anywhere that leaves it too long. */
export function baseOf(start: usize, end: usize): usize {
  const first = max(start, end - <usize>LONGEST_NAME - 1);
  while (end > first && load<u8>(end - 1) != Char.SLASH) end--;
  return end;
}
