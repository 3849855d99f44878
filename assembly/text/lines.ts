import { Char } from './bytes';
import { sourceEnd, sourceStart } from './source';
import { findByte } from './space';

// The source at hand line by line, where a line that ends in a backslash goes on in the next one.

/** The line at hand, without its line end. */
export namespace line {
  export let start: usize = 0;
  export let end: usize = 0;
  /** Its number. */
  export let first: i32 = 0;
  /** Number of the last line that was joined to it. */
  export let last: i32 = 0;
}

let next: usize = 0;
let lines: i32 = 0;

/** Goes to the source's start. */
export function openLines(): void {
  next = sourceStart;
  lines = 0;
}

/**
 * Makes the next line the one at hand; false at the source's end. Joined lines get a blank between them, in place: what
 * is joined is never longer than it was, and facts may point into it.
 */
export function nextLine(): bool {
  if (next >= sourceEnd) return false;
  line.start = next;
  line.first = lines + 1;
  let to = next;
  let goesOn = true;
  while (goesOn) {
    const from = next;
    const newline = findByte(from, sourceEnd, Char.NEWLINE);
    let end = newline;
    if (end > from && load<u8>(end - 1) == Char.RETURN) end--;
    next = newline + 1;
    lines++;
    goesOn = end > from && load<u8>(end - 1) == Char.BACKSLASH && next < sourceEnd;
    if (goesOn) end--;
    if (from > line.start) {
      store<u8>(to++, Char.SPACE);
      memory.copy(to, from, end - from);
    }
    to += end - from;
  }
  line.end = to;
  line.last = lines;
  return true;
}
