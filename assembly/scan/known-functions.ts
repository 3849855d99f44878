import { LIST_BYTES, at, clear, count, extend, makeList, push } from '../memory/list';
import { hashBytes, sameBytes } from '../text/bytes';

// Functions that the file at hand has defined or declared so far. C wants a function declared before its name is
// used as a value, so one pass knows them in time.

/** Address and length of each name. */
const names = makeList(memory.data(LIST_BYTES, 16), 8);
/** Open addressing: index of a name plus one, 0 for none. Its size is a power of two. */
const slots = makeList(memory.data(LIST_BYTES, 16), 4);
const FIRST_SLOTS: usize = 1024;

/** A byte per mark of a name, set where a known one has it: nearly all other words are told apart by this alone. */
const MARKS: usize = 2048;
const marks = memory.data(2048, 16);

function markOf(name: usize, length: usize): usize {
  const first = <usize>load<u8>(name);
  const last = <usize>load<u8>(name + length - 1);
  const middle = <usize>load<u8>(name + (length >> 1));
  return marks + ((first * 31 + middle * 151 + last * 523 + length * 1021) & (MARKS - 1));
}

let mask: usize = 0;

function emptySlots(size: usize): void {
  clear(slots);
  memory.fill(extend(slots, size << 2), 0, size << 2);
  mask = size - 1;
}

export function clearKnownFunctions(): void {
  clear(names);
  memory.fill(marks, 0, MARKS);
  emptySlots(FIRST_SLOTS);
}

/** Place of the name's slot, or of the empty one where it would be. */
function slotOf(name: usize, length: usize): usize {
  let slot = <usize>hashBytes(<u32>length, name, <u32>length) & mask;
  while (true) {
    const place = slots.address + (slot << 2);
    const index = load<i32>(place) - 1;
    if (index < 0) return place;
    const known = at(names, index);
    if (<usize>load<u32>(known, 4) == length && sameBytes(<usize>load<u32>(known), name, length))
      return place;
    slot = (slot + 1) & mask;
  }
}

function growSlots(): void {
  emptySlots((mask + 1) << 1);
  for (let i = 0; i < count(names); i++) {
    const known = at(names, i);
    store<i32>(slotOf(<usize>load<u32>(known), <usize>load<u32>(known, 4)), i + 1);
  }
}

/** Notes that the bytes from `start` to `end`, which stay where they are, name a function. */
export function knowFunction(start: usize, end: usize): void {
  const place = slotOf(start, end - start);
  if (load<i32>(place) != 0) return;
  store<u8>(markOf(start, end - start), 1);
  const known = push(names);
  store<u32>(known, <u32>start);
  store<u32>(known, <u32>(end - start), 4);
  store<i32>(place, count(names));
  if ((<usize>count(names)) << 1 > mask) growSlots();
}

export function isKnownFunction(start: usize, end: usize): bool {
  if (load<u8>(markOf(start, end - start)) == 0) return false;
  return load<i32>(slotOf(start, end - start)) != 0;
}
