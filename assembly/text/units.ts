// UTF-16 units of well-formed UTF-8: bounds and windows are counted in them, as in every other language's reader.

/** Units of the character that the byte begins, 0 where it begins none. */
export function unitsOf(byte: i32): i32 {
  if (byte < 0x80) return 1;
  if (byte < 0xc0) return 0;
  return byte < 0xf0 ? 1 : 2;
}

const continuations = i8x16.splat(-64);
const longLeads = i8x16.splat(-16);

/** Units of the 16 bytes at `p`, those that begin there. */
function unitsOfBlock(p: usize): i32 {
  const block = v128.load(p);
  const inner = i8x16.bitmask(i8x16.lt_s(block, continuations));
  const long = i8x16.bitmask(i8x16.ge_u(block, longLeads));
  return 16 - popcnt(inner) + popcnt(long);
}

export function countUnits(start: usize, end: usize): usize {
  let units: usize = 0;
  let p = start;
  for (; p + 16 <= end; p += 16) units += <usize>unitsOfBlock(p);
  for (; p < end; p++) units += <usize>unitsOf(<i32>load<u8>(p));
  return units;
}

/** Whether the place last asked for stands inside a character of two units. */
export let splitsCharacter: bool = false;

/** The place `units` units behind `p`, `end` at most; before a character that it would split. */
export function forwardUnits(p: usize, units: i32, end: usize): usize {
  splitsCharacter = false;
  while (p < end) {
    const next = unitsOf(<i32>load<u8>(p));
    if (next > units) {
      splitsCharacter = units == 1;
      return p;
    }
    units -= next;
    p++;
  }
  return p;
}

/** The place `units` units before `p`, `start` at least; before a character that it would split. */
export function backUnits(p: usize, units: i32, start: usize): usize {
  while (units >= 32 && p >= start + 16) {
    p -= 16;
    units -= unitsOfBlock(p);
  }
  while (p > start && units > 0) {
    p--;
    units -= unitsOf(<i32>load<u8>(p));
  }
  return p;
}
