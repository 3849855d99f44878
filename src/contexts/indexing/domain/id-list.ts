/** Bytes a number of at most 31 bits takes as a varint. */
const LONGEST = 5;

/** Writes ascending ids as varints (7 bits a byte, lowest first, the top bit on all but the last) of their steps. */
export function encodeIds(ids: readonly number[]): Uint8Array {
  const bytes = new Uint8Array(ids.length * LONGEST);
  let length = 0;
  let before = 0;
  for (const id of ids) {
    let step = id - before;
    before = id;
    for (; step > 127; step >>>= 7) bytes[length++] = (step & 127) | 128;
    bytes[length++] = step;
  }
  return bytes.slice(0, length);
}

/** Reads what {@link encodeIds} wrote. */
export function decodeIds(bytes: Uint8Array): Int32Array {
  const ids = new Int32Array(bytes.length);
  let count = 0;
  let id = 0;
  let step = 0;
  let shift = 0;
  for (const byte of bytes) {
    step |= (byte & 127) << shift;
    shift += 7;
    if (byte > 127) continue;
    id += step;
    ids[count++] = id;
    step = 0;
    shift = 0;
  }
  return ids.subarray(0, count);
}

/** A step of a marked list is multiplied by this, and the number of its only mark added, or {@link MANY_MARKS}. */
export const MARK_CODES = 9;
/** No mark or several: a byte with all of them follows. */
export const MANY_MARKS = 8;

/**
 * Reads ids of a list that says for each, besides the step from the id before, by what the gram is followed there:
 * one of eight marks, mostly, so that a step of up to 13 takes one byte with it.
 *
 * @param wanted only ids that have all of these marks.
 */
export function decodeMarked(bytes: Uint8Array, wanted: number): Int32Array {
  const ids = new Int32Array(bytes.length);
  let count = 0;
  let id = 0;
  for (let at = 0; at < bytes.length;) {
    let code = 0;
    for (let shift = 0; at < bytes.length; shift += 7) {
      const byte = bytes[at++]!;
      code |= (byte & 127) << shift;
      if (byte < 128) break;
    }
    const step = Math.floor(code / MARK_CODES);
    const mark = code - step * MARK_CODES;
    const marks = mark === MANY_MARKS ? bytes[at++]! : 1 << mark;
    id += step;
    if ((marks & wanted) === wanted) ids[count++] = id;
  }
  return ids.subarray(0, count);
}

/** The ids that all lists hold; lists and answer ascend. Shortest lists first is fastest. */
export function intersectIds(lists: readonly Int32Array[]): Int32Array {
  let common = lists[0] ?? new Int32Array(0);
  for (const list of lists.slice(1)) {
    if (common.length === 0) break;
    common = intersectTwo(common, list);
  }
  return common;
}

function intersectTwo(few: Int32Array, many: Int32Array): Int32Array {
  const common = new Int32Array(Math.min(few.length, many.length));
  let count = 0;
  let at = 0;
  for (const id of few) {
    while (at < many.length && many[at]! < id) at++;
    if (at === many.length) break;
    if (many[at] === id) common[count++] = id;
  }
  return common.subarray(0, count);
}
