import { CALL_TYPES, SYMBOL_KINDS } from '../records.ts';
import type { FileRecords } from '../records.ts';

// Packs records the way assembly/facts/import.ts reads them: five counts, the words of each record, the text.

/** Bytes of a signature, cut between characters. */
const LONGEST_SIGNATURE = 400;

/** Bits of index_symbol.flags, as `Flag` in assembly/facts/layouts.ts has them. */
const STATIC = 1;
const EXPORTED = 4;

/** Bytes of a sentence on a symbol, with an ellipsis. */
const LONGEST_DOC = 163;

/** Words and bytes to start with; both grow, and stay as large as one ordinary file has needed. */
const FIRST_WORDS = 1 << 14;
const FIRST_BYTES = 1 << 16;
const MOST_KEPT = 1 << 22;

/** Room that every file of a thread is packed in: making it anew for each of thousands of small files cost half of it all. */
let words = new Int32Array(FIRST_WORDS);
let wordCount = 0;
let bytes = new Uint8Array(FIRST_BYTES);
let byteCount = 0;
const encoder = new TextEncoder();

function putWord(word: number): void {
  if (wordCount === words.length) {
    const larger = new Int32Array(words.length * 2);
    larger.set(words);
    words = larger;
  }
  words[wordCount++] = word;
}

/**
 * Adds text, and its position and length as two words. Control characters separate names in rows, so a name cannot
 * hold one: they become spaces; NUL is no text at all.
 */
function putText(text: string, limit = Infinity): void {
  if (byteCount + text.length * 3 > bytes.length) {
    const larger = new Uint8Array(Math.max(bytes.length * 2, byteCount + text.length * 3));
    larger.set(bytes.subarray(0, byteCount));
    bytes = larger;
  }
  const start = byteCount;
  const end = Math.min(text.length, limit);
  let at = 0;
  for (let code = text.charCodeAt(0); at < end && code < 128; code = text.charCodeAt(++at)) {
    if (code >= 32) bytes[byteCount++] = code;
    else if (code > 0) bytes[byteCount++] = 32;
  }
  if (at < end) {
    // eslint-disable-next-line no-control-regex
    const rest = text.slice(at).replace(/[\u0000-\u001f]/g, (c) => (c === '\0' ? '' : ' '));
    const room = Math.min(bytes.length, start + limit);
    byteCount += encoder.encodeInto(rest, bytes.subarray(byteCount, room)).written;
  }
  putWord(start);
  putWord(byteCount - start);
}

/** The records of one file as the module takes them. */
export function packRecords(records: FileRecords): Uint8Array {
  const { symbols, calls, imports, entrypoints } = records;
  if (words.length > MOST_KEPT) words = new Int32Array(FIRST_WORDS);
  if (bytes.length > MOST_KEPT) bytes = new Uint8Array(FIRST_BYTES);
  wordCount = 0;
  byteCount = 0;
  let members = 0;
  for (const symbol of symbols) members += symbol.members?.length ?? 0;
  for (const count of [symbols.length, members, calls.length, imports.length, entrypoints.length])
    putWord(count);
  for (const symbol of symbols) {
    putText(symbol.name);
    putWord(SYMBOL_KINDS[symbol.kind].charCodeAt(0));
    putWord(symbol.line);
    putWord(symbol.endLine);
    putText(symbol.signature ?? '', LONGEST_SIGNATURE);
    putWord(symbol.parent ?? -1);
    putWord((symbol.isStatic === true ? STATIC : 0) | (symbol.isExported === true ? EXPORTED : 0));
    putText(symbol.doc ?? '', LONGEST_DOC);
  }
  for (const [index, symbol] of symbols.entries()) {
    for (const member of symbol.members ?? []) {
      putWord(index);
      putText(member.name);
      putWord(member.line);
    }
  }
  for (const call of calls) {
    putWord(call.caller);
    putText(call.name);
    putWord(call.line);
    putWord(CALL_TYPES[call.type].charCodeAt(0));
  }
  for (const record of imports) {
    putText(record.target);
    putWord(record.line);
  }
  for (const entry of entrypoints) {
    putText(entry.kind);
    putText(entry.name);
    putText(entry.symbol);
    putWord(entry.line);
  }
  const packed = new Uint8Array(wordCount * 4 + byteCount);
  packed.set(new Uint8Array(words.buffer, 0, wordCount * 4));
  packed.set(bytes.subarray(0, byteCount), wordCount * 4);
  return packed;
}
