import { AppError } from '../../../kernel/errors.ts';
import type { ScannedLanguage } from '../domain/languages.ts';
import type { SkipReason } from '../domain/source-file.ts';
import type { FileRecords } from '../records.ts';
import { createWasm } from './engine-wasm.ts';
import type { EngineModule, WasmFunction } from './engine-wasm.ts';
import { packRecords } from './engine-pack.ts';
import { CHUNK_HEAD_BYTES, readHead, readJson, takeRows } from './engine-output.ts';

export { compileEngine } from './engine-wasm.ts';
export type { EngineModule } from './engine-wasm.ts';

/** What was emitted for one file, or for one part of it. Lines and long names are counted with the first part. */
export interface FileCounts {
  lines: number;
  symbols: number;
  calls: number;
  entrypoints: number;
  /** Names over 1,000 bytes, which are not recorded. */
  longNames: number;
}

/** What a chunk holds. A file split over chunks counts as a file in each. */
export type ChunkCounts = {
  files: number;
  lines: number;
  symbols: number;
  calls: number;
  entrypoints: number;
  macros: number;
  longNames: number;
};

/** A complete PostgreSQL binary COPY stream; the caller owns the bytes and may transfer them. */
export interface RowBatch {
  table: 'file' | 'symbol' | 'posting' | 'macro' | 'entrypoint' | 'name';
  bytes: Uint8Array<ArrayBuffer>;
}

export interface ChunkHead {
  manifestVersion: string;
  chunkId: string;
  subsystem: string;
}

/**
 * The scanner and the emitters of one scan thread. It holds one source file at a time, its records, and the
 * growing outputs of one chunk. When its memory cannot grow it throws AppError `scanner_out_of_memory`, and from
 * then on it throws for every call: take a new engine.
 */
export interface Engine {
  /** Starts a chunk. `number` (0 … 2047) is its ordinal minus 1; ids are (number << 20) + n. */
  beginChunk(number: number, options: { json: boolean; rows: boolean }): void;
  /** A view with room for `bytes` source bytes; valid until the next call. */
  source(bytes: number): Uint8Array<ArrayBuffer>;
  /**
   * Scans the source of `length` bytes placed by source(). Answers why there are no records, if so: the file is too
   * long to be read, or its content is not what its name says.
   *
   * @param path Inside the repository; a file may speak of others by paths of its own.
   */
  scanAs(language: ScannedLanguage, length: number, path: string): NotScanned | undefined;
  /** Takes the records another extractor found in the source of `length` bytes placed by source(). */
  setRecords(length: number, records: FileRecords): void;
  /**
   * Emits the current file's records into the open chunk. `part` of `parts` is a window over them, for a file
   * whose records alone exceed a chunk: record i of n belongs to part floor(i * parts / n), a call to its caller's.
   */
  emitFile(path: string, language: string, part?: number, parts?: number): FileCounts;
  /**
   * Reads the chunk file of `length` bytes placed by source() into the open chunk, as if its files had been scanned,
   * and answers what it calls itself. Throws AppError `malformed` with the place of the first fault; then, as
   * after every failure, take a new engine.
   */
  loadChunk(length: number): ChunkHead;
  /** Bytes the chunk's JSON would have if closed now; the head is estimated, never too low. */
  jsonBytes(): number;
  /** Symbols emitted in the open chunk so far; a chunk with more than 2^20 cannot be ended. */
  symbolCount(): number;
  /** Bytes of memory taken from the machine, which are not given back while the engine lives. */
  memoryBytes(): number;
  /** File, symbol and name rows gathered since the last take. */
  takeRows(): RowBatch[];
  /**
   * Ends the chunk: its JSON in pieces, in order, and the rows not taken yet. Throws AppError `chunk_full` past
   * 2^20 symbols; the engine goes on with the next chunk.
   */
  endChunk(head: ChunkHead): { json: Uint8Array<ArrayBuffer>[]; rows: RowBatch[]; counts: ChunkCounts };
}

/** Why the module does not read a file. */
export type NotScanned = Extract<SkipReason, 'unknown_language' | 'too_large'>;

/** What the module's scans answer, by number. */
const NOT_SCANNED: readonly (NotScanned | undefined)[] = [undefined, 'unknown_language', 'too_large'];

/** Each takes the bytes of the source and of the path at labelsAddress(). */
const SCANS: Record<ScannedLanguage, WasmFunction> = {
  c: 'scanSource',
  bash: 'scanShell',
  kbuild: 'scanKbuild',
  kconfig: 'scanKconfig',
};

/** Symbols and files a chunk can number: ids hold the number in 20 bits. */
const MAX_NUMBERED = 2 ** 20;

function chunkFull(chunkId: string, symbols: number): AppError {
  return new AppError(
    'unprocessable',
    'chunk_full',
    `Chunk ${chunkId} would hold ${symbols} symbols, more than ${MAX_NUMBERED}; choose a smaller chunk size`,
  );
}

/** Makes an engine with memory of its own from the module of compileEngine(). */
export function createEngine(module: EngineModule): Engine {
  const wasm = createWasm(module);
  const encoder = new TextEncoder();
  let json = false;
  let rows = false;

  const counts = (): Int32Array => new Int32Array(wasm.memory.buffer, wasm.call('countsAddress'), 7);

  return {
    beginChunk(number, options) {
      ({ json, rows } = options);
      wasm.call('beginChunk', number, json ? 1 : 0, rows ? 1 : 0);
    },
    source(bytes) {
      const at = wasm.call('sourceRoom', bytes);
      return new Uint8Array(wasm.memory.buffer, at, bytes);
    },
    scanAs(language, length, path) {
      const pathBytes = encoder.encode(path);
      wasm.writeLabels(pathBytes);
      return NOT_SCANNED[wasm.call(SCANS[language], length, pathBytes.length)];
    },
    setRecords(length, records) {
      wasm.call('takeSource', length);
      const packed = packRecords(records);
      const at = wasm.call('importRoom', packed.byteLength);
      new Uint8Array(wasm.memory.buffer, at, packed.byteLength).set(packed);
      wasm.call('importFacts');
    },
    emitFile(path, language, part = 0, parts = 1) {
      const pathBytes = encoder.encode(path);
      const languageBytes = encoder.encode(language);
      wasm.writeLabels(pathBytes, languageBytes);
      wasm.call('emitFile', pathBytes.length, languageBytes.length, part, parts);
      const [lines = 0, symbols = 0, calls = 0, entrypoints = 0, longNames = 0] = counts();
      return { lines, symbols, calls, entrypoints, longNames };
    },
    loadChunk(length) {
      wasm.call('loadChunk', length);
      return readHead(wasm);
    },
    jsonBytes() {
      return json ? wasm.call('jsonBytes') + CHUNK_HEAD_BYTES : 0;
    },
    symbolCount() {
      return wasm.call('chunkSymbols');
    },
    memoryBytes: () => wasm.memory.buffer.byteLength,
    takeRows() {
      return rows ? takeRows(wasm, ['file', 'symbol', 'name']) : [];
    },
    endChunk(head) {
      if (rows) wasm.call('finishRows');
      wasm.call('countChunk');
      const [files = 0, lines = 0, symbols = 0, calls = 0, entrypoints = 0, macros = 0, longNames = 0] =
        counts();
      if (symbols > MAX_NUMBERED || files > MAX_NUMBERED) throw chunkFull(head.chunkId, symbols);
      const rest = rows ? takeRows(wasm, ['file', 'symbol', 'name', 'posting', 'macro', 'entrypoint']) : [];
      return {
        json: json ? readJson(wasm, head) : [],
        rows: rest,
        counts: { files, lines, symbols, calls, entrypoints, macros, longNames },
      };
    },
  };
}
