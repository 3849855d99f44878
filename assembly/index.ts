import {
  callsEmitted,
  choosePart,
  entriesEmitted,
  files,
  lines,
  longNamesCounted,
  macrosEmitted,
  openChunk,
  symbolsEmitted,
} from './chunk';
import {
  callStream,
  entryStream,
  fileStream,
  jsonLength,
  resetJson,
  symbolStream,
  useStream,
} from './emit-json/streams';
import {
  emitFacts,
  emittedCalls,
  emittedEntries,
  emittedLines,
  emittedLongNames,
  emittedSymbols,
} from './emit';
import { openMacroHits, putMacroHits } from './emit-rows/macros';
import { openPostings, putPostings } from './emit-rows/postings';
import { resetRows, rowsOf } from './emit-rows/streams';
import { Stream, resetStream, segmentAfter, segmentBytes, segmentUsed, streamLength } from './memory/stream';
import { LABELS, labels } from './text/labels';
import { openSource } from './text/source';

export { failureReason } from './memory/failure';
export { seedHashes } from './memory/text-map';
export { sourceRoom } from './text/source';
export { importFacts, importRoom } from './facts/import';
export { faultOffset, faultRecord, faultTextAddress, faultTextLength } from './load/fault';
export { headAddress, headLength, loadChunk } from './load/load';
export { scanKbuild } from './kbuild/scan';
export { scanKconfig } from './kconfig/scan';
export { scanSource } from './scan/scan';
export { scanShell } from './shell/scan';

// What the host calls. Addresses and lengths are bytes; the host copies results out before it calls again.

/** Counts of the last file or of the open chunk, as words: see the two functions that fill it. */
const counts = memory.data(7 * 4, 16);

export function countsAddress(): usize {
  return counts;
}

export function labelsAddress(): usize {
  return labels;
}

export function labelsRoom(): i32 {
  return LABELS;
}

/** Begins a chunk and forgets whatever an earlier one left. */
export function beginChunk(number: i32, json: bool, rows: bool): void {
  openChunk(number, json, rows);
  resetJson();
  resetRows();
  openPostings();
  openMacroHits();
}

/** Makes the `bytes` bytes in sourceRoom() the file at hand, without looking for facts in it. */
export function takeSource(bytes: i32): void {
  openSource(bytes);
}

/**
 * Emits a part of the file at hand. Path and language stand one after the other at labelsAddress(). Fills
 * counts with lines, symbols, calls, entry points, long names.
 */
export function emitFile(pathLength: i32, languageLength: i32, which: i32, total: i32): void {
  choosePart(which, total);
  emitFacts(labels, pathLength, labels + <usize>pathLength, languageLength);
  store<i32>(counts, emittedLines);
  store<i32>(counts, emittedSymbols, 4);
  store<i32>(counts, emittedCalls, 8);
  store<i32>(counts, emittedEntries, 12);
  store<i32>(counts, emittedLongNames, 16);
}

/** Fills counts with files, lines, symbols, calls, entry points, macros, long names of the open chunk. */
export function countChunk(): void {
  store<i32>(counts, files);
  store<i32>(counts, lines, 4);
  store<i32>(counts, symbolsEmitted, 8);
  store<i32>(counts, callsEmitted, 12);
  store<i32>(counts, entriesEmitted, 16);
  store<i32>(counts, macrosEmitted, 20);
  store<i32>(counts, longNamesCounted, 24);
}

export function chunkSymbols(): i32 {
  return symbolsEmitted;
}

/** Bytes of the chunk's records in JSON, without what the host writes around them. */
export function jsonBytes(): usize {
  return jsonLength();
}

/** Turns postings and macro hits of the chunk into rows. */
export function finishRows(): void {
  putPostings();
  putMacroHits();
}

/**
 * Streams by number: 0 … 4 files, symbols, entry points, calls, references as JSON; 5 … 10 rows of file, symbol,
 * posting, macro, entrypoint, name.
 */
function streamOf(index: i32): Stream {
  if (index == 0) return fileStream;
  if (index == 1) return symbolStream;
  if (index == 2) return entryStream;
  if (index == 3) return callStream;
  if (index == 4) return useStream;
  return rowsOf(index - 5);
}

export function outputLength(index: i32): usize {
  return streamLength(streamOf(index));
}

/** The segment after `segment` (0 for the first) of a stream, 0 at its end. */
export function outputSegment(index: i32, segment: usize): usize {
  return segmentAfter(streamOf(index), segment);
}

export function outputBytes(segment: usize): usize {
  return segmentBytes(segment);
}

export function outputUsed(index: i32, segment: usize): usize {
  return segmentUsed(streamOf(index), segment);
}

/** Empties a stream. */
export function outputReset(index: i32): void {
  resetStream(streamOf(index));
}
