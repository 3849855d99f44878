/** Gram of the row that is there once an index has all its grams; it holds the last id they cover. */
export const COVERED = -1;

/** Lists of names do not hold the ids of blocks but these shifted so far: fewer bytes, and few blocks share one. */
export const BLOCK_SHIFT = 5;
