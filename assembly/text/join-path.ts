import { arenaRoom } from '../memory/arena';
import { Char } from './bytes';
import { findByte } from './space';
import { labels } from './labels';
import { literal, startsWith } from './literal';

/** Bytes of the path joined last, which stands in room of the arena that nobody has taken yet; 0 for none. */
export let joinedBytes: u32 = 0;

/** The path being joined: where it stands, its bytes and its parts. */
let to: usize = 0;
let used: usize = 0;
let parts: i32 = 0;

function pushPart(start: usize, length: usize): void {
  if (parts > 0) store<u8>(to + used++, Char.SLASH);
  memory.copy(to + used, start, length);
  used += length;
  parts++;
}

function popPart(): void {
  parts--;
  while (used > 0 && load<u8>(to + used - 1) != Char.SLASH) used--;
  if (used > 0) used--;
}

/** Takes over the folder of the file whose path stands at `labels`. */
function pushFolder(pathLength: i32): void {
  let end = labels + <usize>pathLength;
  while (end > labels && load<u8>(end - 1) != Char.SLASH) end--;
  if (end == labels) return;
  end--;
  memory.copy(to, labels, end - labels);
  used = end - labels;
  parts = 1;
  for (let p = labels; p < end; p++) if (load<u8>(p) == Char.SLASH) parts++;
}

const UP = literal('..');

/**
 * The path that the text from `start` to `end` names from the folder of the file whose path of `pathLength` bytes stands
 * at `labels`, with `.` and `..` followed. Empty when it leads out of the repository. Whoever needs it longer than until
 * the arena's next use takes `joinedBytes` bytes of the arena.
 */
export function joinPath(pathLength: i32, start: usize, end: usize): usize {
  to = arenaRoom(<usize>pathLength + (end - start) + 2);
  used = 0;
  parts = 0;
  joinedBytes = 0;
  pushFolder(pathLength);
  for (let p = start; p <= end; p++) {
    const next = findByte(p, end, Char.SLASH);
    const length = next - p;
    if (length == 2 && startsWith(UP, p, next)) {
      if (parts == 0) return to;
      popPart();
    } else if (length > 0 && !(length == 1 && load<u8>(p) == Char.DOT)) pushPart(p, length);
    p = next;
  }
  joinedBytes = <u32>used;
  return to;
}
