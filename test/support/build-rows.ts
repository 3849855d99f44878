import { macroBucket, macroHash } from '../../src/contexts/indexing/store/decode/decode-macros.ts';
import type { LoadBatch } from '../../src/contexts/indexing/store/load/types.ts';
import { SYMBOL_KINDS } from '../../src/contexts/indexing/records.ts';
import type { CallType, SymbolKind } from '../../src/contexts/indexing/records.ts';
import { encodeCopy } from './encode-copy.ts';
import type { CopyValue } from './encode-copy.ts';

export interface TestCall {
  name: string;
  line: number;
  type?: CallType;
}

export interface TestSymbol {
  name: string;
  line: number;
  kind?: SymbolKind;
  endLine?: number;
  signature?: string;
  doc?: string;
  flags?: number;
  calls?: TestCall[];
  members?: { name: string; line: number }[];
}

export interface TestFile {
  path: string;
  language?: string;
  symbols?: TestSymbol[];
  /** Calls outside any symbol. */
  calls?: TestCall[];
  /** Names in the order of their lines; function-like ones end in `(`. */
  macros?: { name: string; line: number }[];
}

const PREFIX: Readonly<Record<CallType, string>> = { direct: '', indirect: '.', macro: '!', new: '+' };
const utf8 = new TextEncoder();

/**
 * Rows of one chunk, made here from plain descriptions rather than by the scanner, so that a test of the database
 * says what it stores. The forms are those the scanner writes.
 */
export function buildRows(chunk: number, files: readonly TestFile[]): LoadBatch[] {
  const postings = new Map<string, { key: string; kind: string; ids: number[]; repeats: number }>();
  const hits = new Map<number, { hash: number; file: number }[]>();
  const post = (key: string, kind: string, id: number): void => {
    const posting = postings.get(`${kind}${key}`) ?? { key, kind, ids: [], repeats: 0 };
    if (posting.ids.at(-1) !== id) posting.ids.push(id);
    else if (kind === 'c') posting.repeats += 1;
    postings.set(`${kind}${key}`, posting);
  };
  let symbols = 0;
  const fileRows: CopyValue[][] = [];
  const symbolRows: CopyValue[][] = [];
  const nameRows: CopyValue[][] = [];
  for (const [place, file] of files.entries()) {
    const fileId = (chunk << 20) + place;
    const calls = file.calls ?? [];
    const macros = file.macros ?? [];
    for (const call of calls) post(call.name, 'C', fileId);
    for (const { name } of macros) {
      const hash = macroHash(name.replace(/\($/, ''));
      hits.set(macroBucket(hash), [...(hits.get(macroBucket(hash)) ?? []), { hash, file: fileId }]);
    }
    fileRows.push([
      { int2: chunk },
      { int4: fileId },
      { text: file.path },
      { text: file.language ?? 'c' },
      { int4: 1000 },
      { int4: 100 },
      null,
      null,
      null,
      calls.length === 0
        ? null
        : { text: calls.map(({ name, type }) => `${PREFIX[type ?? 'direct']}${name}`).join('\n') },
      calls.length === 0 ? null : { bytes: encodeLines(calls, 0) },
      macros.length === 0 ? null : { bytes: frontCode(macros.map(({ name }) => name)) },
      macros.length === 0 ? null : { bytes: encodeLines(macros, 0) },
      null,
      null,
      null,
      null,
    ]);
    if ((file.symbols ?? []).length > 0) {
      nameRows.push(nameRow(file.symbols!, (chunk << 20) + symbols, fileId, file.language ?? 'c'));
    }
    for (const symbol of file.symbols ?? []) {
      const id = (chunk << 20) + symbols++;
      symbolRows.push(symbolRow(symbol, id, fileId));
      for (const call of symbol.calls ?? []) post(call.name, 'c', id);
    }
  }
  return [
    { table: 'file', bytes: encodeCopy(fileRows) },
    { table: 'symbol', bytes: encodeCopy(symbolRows) },
    {
      table: 'posting',
      bytes: encodeCopy(
        [...postings.values()].map(({ key, kind, ids: [first, ...others], repeats }) => [
          { int4: first! },
          repeats > 0 ? { int4: repeats } : null,
          { int2: chunk },
          { char: kind },
          { text: key },
          others.length > 0 ? { ints: others } : null,
        ]),
      ),
    },
    {
      table: 'macro',
      bytes: encodeCopy(
        [...hits].map(([bucket, pairs]) => [{ int2: bucket }, { int2: chunk }, { bytes: encodeHits(pairs) }]),
      ),
    },
    { table: 'entrypoint', bytes: encodeCopy([]) },
    { table: 'name', bytes: encodeCopy(nameRows) },
  ];
}

function symbolRow(symbol: TestSymbol, id: number, fileId: number): CopyValue[] {
  const refs =
    symbol.calls?.map(({ name, type }) => PREFIX[type ?? 'direct'] + name) ??
    symbol.members?.map(({ name }) => name);
  return [
    { int4: id },
    { int4: fileId },
    { text: symbol.name },
    { char: SYMBOL_KINDS[symbol.kind ?? 'function'] },
    { int2: symbol.flags ?? 0 },
    { int4: symbol.line },
    { int4: symbol.endLine ?? symbol.line },
    null,
    symbol.signature === undefined ? null : { text: symbol.signature },
    refs === undefined ? null : { text: refs.join('\n') },
    refs === undefined ? null : { bytes: encodeLines(symbol.calls ?? symbol.members ?? [], symbol.line) },
    null,
    null,
    symbol.doc === undefined ? null : { text: symbol.doc },
  ];
}

/** Names of one file's symbols, as one block. */
function nameRow(
  symbols: readonly TestSymbol[],
  baseId: number,
  fileId: number,
  language: string,
): CopyValue[] {
  const fold = (name: string) =>
    name.replaceAll('\n', ' ').replace(/[A-Z]/g, (letter) => letter.toLowerCase());
  return [
    { int4: baseId },
    { int4: fileId },
    { text: language },
    { text: symbols.map(({ kind }) => SYMBOL_KINDS[kind ?? 'function']).join('') },
    { text: symbols.map(({ name }) => fold(name)).join('\n') },
  ];
}

/** Zigzag varint steps from line to line. */
export function encodeLines(places: readonly { line: number }[], start: number): Uint8Array {
  const bytes: number[] = [];
  let before = start;
  for (const { line } of places) {
    const step = line - before;
    before = line;
    putVarint(bytes, step >= 0 ? step * 2 : -step * 2 - 1);
  }
  return Uint8Array.from(bytes);
}

function putVarint(bytes: number[], value: number): void {
  let rest = value;
  for (; rest > 127; rest = Math.floor(rest / 128)) bytes.push((rest % 128) + 128);
  bytes.push(rest);
}

/** Names each as: bytes shared with the one before, length of the rest, the rest. */
export function frontCode(names: readonly string[]): Uint8Array {
  const bytes: number[] = [];
  let before: Uint8Array = new Uint8Array(0);
  for (const name of names) {
    const current = utf8.encode(name);
    let shared = 0;
    while (shared < Math.min(255, current.length, before.length) && current[shared] === before[shared])
      shared++;
    bytes.push(shared);
    putVarint(bytes, current.length - shared);
    bytes.push(...current.subarray(shared));
    before = current;
  }
  return Uint8Array.from(bytes);
}

function encodeHits(pairs: readonly { hash: number; file: number }[]): Uint8Array {
  const bytes: number[] = [];
  let before = 0;
  for (const { hash, file } of pairs) {
    bytes.push(hash & 0xff, (hash >>> 8) & 0xff);
    putVarint(bytes, (file & 0xfffff) - before);
    before = file & 0xfffff;
  }
  return Uint8Array.from(bytes);
}
