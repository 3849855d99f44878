/** Gram of the row that is there once an index has all its grams; it holds the last id they cover. */
export const COVERED = -1;

/**
 * Lists of symbols, and of blocks by their first symbol, do not hold ids but these shifted so far. Lists get a third
 * shorter, and few blocks share a number.
 */
const GROUP_SHIFT = 5;

/** Symbols that share a number in a list. */
export const GROUP_SIZE = 1 << GROUP_SHIFT;

/** The number lists have for a symbol. */
export const groupOf = (id: number): number => id >> GROUP_SHIFT;

/** First and last symbols of groups. */
export function boundsOf(groups: Int32Array): [number[], number[]] {
  const firsts = Array.from(groups, (group) => group << GROUP_SHIFT);
  return [firsts, firsts.map((first) => first + GROUP_SIZE - 1)];
}
