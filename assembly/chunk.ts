// What the open chunk has gathered so far, and the window over the current file's records that goes into it.

export let wantsJson: bool = true;
export let wantsRows: bool = true;
/** Ordinal of the chunk minus one. */
export let chunkNumber: i32 = 0;
export let files: i32 = 0;
export let lines: i32 = 0;
export let symbolsEmitted: i32 = 0;
export let callsEmitted: i32 = 0;
export let entriesEmitted: i32 = 0;
export let macrosEmitted: i32 = 0;
export let longNamesCounted: i32 = 0;

export function openChunk(number: i32, json: bool, rows: bool): void {
  chunkNumber = number;
  wantsJson = json;
  wantsRows = rows;
  files = 0;
  lines = 0;
  symbolsEmitted = 0;
  callsEmitted = 0;
  entriesEmitted = 0;
  macrosEmitted = 0;
  longNamesCounted = 0;
}

/** Part of the file at hand that is being emitted, of how many. */
export let part: i32 = 0;
export let parts: i32 = 1;

export function choosePart(which: i32, total: i32): void {
  part = which;
  parts = total;
  shownPart = which;
  shownParts = total;
}

/** What the record of the file says it is: the part chosen, or what a chunk file said whose records are all it has. */
export let shownPart: i32 = 0;
export let shownParts: i32 = 1;

/** Takes all facts at hand for part `which` of `total`. */
export function showPart(which: i32, total: i32): void {
  part = 0;
  parts = 1;
  shownPart = which;
  shownParts = total;
}

/** First of `count` records that belong to the part: record i is in part floor(i * parts / count). */
export function firstOf(count: i32): i32 {
  return boundary(part, count);
}

/** One past the last of `count` records that belong to the part. */
export function lastOf(count: i32): i32 {
  return boundary(part + 1, count);
}

function boundary(which: i32, count: i32): i32 {
  if (parts == 1) return which == 0 ? 0 : count;
  return <i32>((<u64>which * <u64>count + <u64>parts - 1) / <u64>parts);
}

/** Id of record `n` of this chunk in the database. */
export function idOf(n: i32): i32 {
  return (chunkNumber << 20) + n;
}

/** Counts what one file (or part of it) added. */
export function countEmitted(
  fileLines: i32,
  symbols: i32,
  calls: i32,
  entries: i32,
  macros: i32,
  longNames: i32,
): void {
  files++;
  lines += fileLines;
  symbolsEmitted += symbols;
  callsEmitted += calls;
  entriesEmitted += entries;
  macrosEmitted += macros;
  longNamesCounted += longNames;
}
