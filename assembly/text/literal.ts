import { arenaKeep, arenaRoom } from '../memory/arena';

/** Fixed ASCII text as bytes: a word with its length, then the bytes. Kept for good, readable 16 bytes past its end. */
export type Literal = usize;

const SPACE_BYTES: i32 = 12288;
const space = memory.data(12288, 16);
let next: usize = space;

/** Encodes `text` at start-up. All literals together must fit the static space, which the build's tests touch. */
export function literal(text: string): Literal {
  const at = next;
  const length = text.length;
  if (at + <usize>length + 24 > space + SPACE_BYTES) unreachable();
  store<u32>(at, <u32>length);
  for (let i = 0; i < length; i++) store<u8>(at + 4 + <usize>i, <u8>text.charCodeAt(i));
  next = (at + 4 + <usize>length + 3) & ~3;
  return at;
}

export function literalBytes(text: Literal): usize {
  return text + 4;
}

export function literalLength(text: Literal): u32 {
  return load<u32>(text);
}

/** Whether the bytes from `start` to `end` are exactly this text. */
export function equals(text: Literal, start: usize, end: usize): bool {
  return <usize>literalLength(text) == end - start && startsWith(text, start, end);
}

/** Whether the bytes from `start` to `end` begin with this text. */
export function startsWith(text: Literal, start: usize, end: usize): bool {
  const length = <usize>literalLength(text);
  if (end - start < length) return false;
  for (let i: usize = 0; i < length; i++) {
    if (load<u8>(start + i) != load<u8>(text + 4 + i)) return false;
  }
  return true;
}

/** Whether the bytes from `start` to `end` end with this text. */
export function endsWith(text: Literal, start: usize, end: usize): bool {
  const length = <usize>literalLength(text);
  return end - start >= length && startsWith(text, end - length, end);
}

/** `first`, `middle` and the bytes at `last` joined in the file's arena; answers the address, `joinedLength` the length. */
export let joinedLength: u32 = 0;
export function join(first: usize, firstLength: u32, middle: Literal, last: usize, lastLength: u32): usize {
  const between = literalLength(middle);
  const length = firstLength + between + lastLength;
  const to = arenaRoom(<usize>length);
  memory.copy(to, first, <usize>firstLength);
  memory.copy(to + <usize>firstLength, literalBytes(middle), <usize>between);
  memory.copy(to + <usize>(firstLength + between), last, <usize>lastLength);
  arenaKeep(<usize>length);
  joinedLength = length;
  return to;
}
