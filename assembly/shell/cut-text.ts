import { backSpace } from '../text/space';

// Texts put together for one definition: places to write them, far larger than any of them gets.

/** Bytes of the longest of these texts: 2,048 UTF-16 units, three bytes each, and a little more. */
const ROOM: i32 = 6400;
export const first = memory.data(ROOM, 16);
export const second = memory.data(ROOM, 16);

/** At most `most` bytes of a text in one of these places, whole characters, an ellipsis where something is missing; answers its end. */
export function cutText(start: usize, end: usize, most: usize): usize {
  if (end - start <= most) return end;
  let cut = start + most - 3;
  while ((load<u8>(cut) & 0xc0) == 0x80) cut--;
  return putEllipsis(backSpace(cut, start));
}

function putEllipsis(to: usize): usize {
  store<u8>(to, 0xe2);
  store<u8>(to, 0x80, 1);
  store<u8>(to, 0xa6, 2);
  return to + 3;
}

/** Writes U+FFFD, as which half a character comes out; answers its end. */
export function putReplacement(to: usize): usize {
  store<u8>(to, 0xef);
  store<u8>(to, 0xbf, 1);
  store<u8>(to, 0xbd, 2);
  return to + 3;
}
