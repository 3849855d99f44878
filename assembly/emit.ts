import { countEmitted, firstOf, lastOf, shownPart, wantsJson, wantsRows } from './chunk';
import { putFile } from './emit-json/file';
import { putCallGraph, putReferences } from './emit-json/call-lists';
import { putEntries, putSymbols } from './emit-json/symbols';
import { putFileRow } from './emit-rows/file';
import { putNameRows } from './emit-rows/names';
import { postFileCalls, putEntryRows, putSymbolRows } from './emit-rows/symbol';
import { countCalls } from './facts/calls';
import { entries, longNames, macros, symbols } from './facts/facts';
import { count } from './memory/list';
import { sourceLines } from './text/source';

/** What the last call of emitFacts added to the chunk. */
export let emittedLines: i32 = 0;
export let emittedSymbols: i32 = 0;
export let emittedCalls: i32 = 0;
export let emittedEntries: i32 = 0;
export let emittedLongNames: i32 = 0;

/** Emits the chosen part of the facts at hand as JSON and rows, whichever the chunk wants. */
export function emitFacts(path: usize, pathLength: u32, language: usize, languageLength: u32): void {
  const first = firstOf(count(symbols));
  const last = lastOf(count(symbols));
  if (wantsJson) {
    putFile(path, pathLength, language, languageLength);
    putSymbols(first, last);
    putEntries();
    putCallGraph(first, last);
    putReferences(first, last);
  }
  if (wantsRows) {
    putFileRow(path, pathLength, language, languageLength);
    putSymbolRows(first, last);
    putNameRows(first, last, language, languageLength);
    postFileCalls();
    putEntryRows();
  }
  emittedSymbols = last - first;
  emittedCalls = countCalls(first, last);
  emittedEntries = lastOf(count(entries)) - firstOf(count(entries));
  const emittedMacros = lastOf(count(macros)) - firstOf(count(macros));
  // Lines and long names belong to the file as a whole: its first part counts them.
  emittedLines = shownPart == 0 ? sourceLines : 0;
  emittedLongNames = shownPart == 0 ? longNames : 0;
  countEmitted(emittedLines, emittedSymbols, emittedCalls, emittedEntries, emittedMacros, emittedLongNames);
}
