import { LIST_BYTES, at, clear, count, makeList, push, setCount } from '../memory/list';
import { NONE } from '../facts/layouts';

// Type bodies the scanner is inside, outermost first.

/** Owner of members whose struct has no name yet: a typedef may give it one. */
export const PENDING: i32 = -2;

@unmanaged
class Frame {
  /** Symbol of the type, NONE where it has no name. */
  symbol: i32;
  /** Symbol that gets the members: the type itself, or the named one around it. */
  owner: i32;
  /** Innermost symbol around the body that has a name, the type itself included. */
  enclosing: i32;
  /** State, depth and head to go back to. */
  state: i32;
  depth: i32;
  headBase: i32;
  openParen: i32;
  statement: i32;
  /** Where the body opened. */
  start: u32;
  line: i32;
}

const frames = makeList(memory.data(LIST_BYTES, 16), offsetof<Frame>());

export function clearFrames(): void {
  clear(frames);
}

export function frameCount(): i32 {
  return count(frames);
}

/** Goes back to `depth` frames, or forward to frames that were left: their contents are still there. */
export function restoreFrames(depth: i32): void {
  setCount(frames, depth);
}

export function pushFrame(): Frame {
  return changetype<Frame>(push(frames));
}

/** The innermost frame; there must be one. */
export function topFrame(): Frame {
  return changetype<Frame>(at(frames, count(frames) - 1));
}

export function popFrame(): void {
  setCount(frames, count(frames) - 1);
}

/** Symbol of the innermost named type, NONE at file level. */
export function enclosingSymbol(): i32 {
  return count(frames) == 0 ? NONE : topFrame().enclosing;
}
