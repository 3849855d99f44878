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

/** Control characters separate names in rows, so a name cannot hold one; NUL is no text at all. */
// eslint-disable-next-line no-control-regex
const CONTROLS = /[\u0000-\u001f]/g;

interface Text {
  /** Position and length of the text, as two words. */
  add(text: string, limit?: number): [number, number];
  bytes(): Uint8Array;
}

function collectText(capacity: number): Text {
  const encoder = new TextEncoder();
  let buffer = new Uint8Array(capacity);
  let used = 0;
  return {
    add(text, limit = Infinity) {
      const clean = text.replace(CONTROLS, (c) => (c === '\0' ? '' : ' '));
      if (used + clean.length * 3 > buffer.length) {
        const larger = new Uint8Array(Math.max(buffer.length * 2, used + clean.length * 3));
        larger.set(buffer.subarray(0, used));
        buffer = larger;
      }
      const start = used;
      const end = Math.min(buffer.length, start + limit);
      used += encoder.encodeInto(clean, buffer.subarray(start, end)).written;
      return [start, used - start];
    },
    bytes: () => buffer.subarray(0, used),
  };
}

/** The records of one file as the module takes them. */
export function packRecords(records: FileRecords): Uint8Array {
  const { symbols, calls, imports, entrypoints } = records;
  const text = collectText(1 << 16);
  const symbolWords: number[] = [];
  const memberWords: number[] = [];
  let members = 0;
  for (const [index, symbol] of symbols.entries()) {
    symbolWords.push(
      ...text.add(symbol.name),
      SYMBOL_KINDS[symbol.kind].charCodeAt(0),
      symbol.line,
      symbol.endLine,
      ...text.add(symbol.signature ?? '', LONGEST_SIGNATURE),
      symbol.parent ?? -1,
      (symbol.isStatic === true ? STATIC : 0) | (symbol.isExported === true ? EXPORTED : 0),
      ...text.add(symbol.doc ?? '', LONGEST_DOC),
    );
    for (const member of symbol.members ?? []) {
      members += 1;
      memberWords.push(index, ...text.add(member.name), member.line);
    }
  }
  const callWords = calls.flatMap((call) => [
    call.caller,
    ...text.add(call.name),
    call.line,
    CALL_TYPES[call.type].charCodeAt(0),
  ]);
  const importWords = imports.flatMap((record) => [...text.add(record.target), record.line]);
  const entryWords = entrypoints.flatMap((entry) => [
    ...text.add(entry.kind),
    ...text.add(entry.name),
    ...text.add(entry.symbol),
    entry.line,
  ]);
  const counts = [symbols.length, members, calls.length, imports.length, entrypoints.length];
  const words = Int32Array.from(
    [counts, symbolWords, memberWords, callWords, importWords, entryWords].flat(),
  );
  const strings = text.bytes();
  const packed = new Uint8Array(words.byteLength + strings.length);
  packed.set(new Uint8Array(words.buffer));
  packed.set(strings, words.byteLength);
  return packed;
}
