import { arenaKeep, arenaRoom } from '../memory/arena';
import { Char } from '../text/bytes';
import { backSpace, skipSpace, spaceAt } from '../text/space';

/** The text last tidied. */
export let tidiedStart: usize = 0;
export let tidiedEnd: usize = 0;

/** What closes a sign that quotes a string or an include; 0 for any other. */
function closingOf(byte: i32): i32 {
  if (byte == Char.QUOTE || byte == Char.APOSTROPHE || byte == Char.BACKQUOTE) return byte;
  return byte == Char.LESS ? Char.GREATER : 0;
}

function hasSpace(start: usize, end: usize): bool {
  for (let p = start; p < end; p++) {
    if (spaceAt(p) > 0) return true;
  }
  return false;
}

/** A piece of source as a name: on one line and without the quotes of a string. */
export function tidyName(start: usize, end: usize): void {
  if (start < end) {
    const closing = closingOf(<i32>load<u8>(start));
    if (closing != 0 && load<u8>(end - 1) == closing) {
      start++;
      if (start < end) end--;
    }
  }
  if (hasSpace(start, end)) {
    start = skipSpace(start, end);
    end = backSpace(end, start);
    const room = arenaRoom(end - start);
    end = foldSpace(start, end, room);
    start = room;
    arenaKeep(end - start);
  }
  tidiedStart = start;
  tidiedEnd = end;
}

/** Copies text to `to` with each run of white space as one space; answers the end of the copy. */
function foldSpace(p: usize, end: usize, to: usize): usize {
  while (p < end) {
    const next = skipSpace(p, end);
    if (next > p) {
      store<u8>(to++, <u8>Char.SPACE);
      p = next;
    } else store<u8>(to++, load<u8>(p++));
  }
  return to;
}
