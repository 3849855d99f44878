import { compileEngine, createEngine } from '../../src/contexts/indexing/extract/engine.ts';
import type { ChunkCounts, Engine, RowBatch } from '../../src/contexts/indexing/extract/engine.ts';

/** A chunk file as JSON.parse gives it. */
export interface Chunk {
  manifest_version: string;
  chunk_id: string;
  subsystem: string;
  files: ChunkFile[];
  symbols: ChunkSymbol[];
  entrypoints: { file: number; kind: string; name: string; symbol: string; line: number }[];
  call_graph: { caller?: number; file?: number; calls: ChunkCall[] }[];
  references: { caller?: number; file?: number; uses: ChunkUse[] }[];
}
/** Callee, line, type, receiver. */
export type ChunkCall = [string, number, string?, string?];
/** Function, line, type, via. */
export type ChunkUse = [string, number, string, string?];
export interface ChunkFile {
  path: string;
  language: string;
  bytes: number;
  lines: number;
  includes?: [string, number][];
  macros?: { names: string; lines: number[] };
  operations?: { type: string; table: string; line: number; members: [string, string, number][] }[];
  toplevel?: [string, string, number, 'text'?][];
  guards?: [string, number, number][];
  part?: [number, number];
}
export interface ChunkSymbol {
  file: number;
  name: string;
  kind: string;
  line: number;
  end_line: number;
  signature?: string;
  doc?: string;
  static?: true;
  inline?: true;
  exported?: true;
  parent?: number;
  members?: [string, number, string?][];
}

export const HEAD = { manifestVersion: '1.0.0', chunkId: 'test_001', subsystem: 'test' };

const module = compileEngine();

export const newEngine = (): Engine => createEngine(module);

export interface Scanned {
  chunk: Chunk;
  json: Buffer;
  /** jsonBytes() just before the chunk was closed. */
  estimate: number;
  rows: RowBatch[];
  counts: ChunkCounts;
}

/** Closes the open chunk and parses its JSON. */
export function closeChunk(engine: Engine): Scanned {
  const estimate = engine.jsonBytes();
  const { json: pieces, rows, counts } = engine.endChunk(HEAD);
  const json = Buffer.concat(pieces);
  const chunk = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(json)) as Chunk;
  return { chunk, json, estimate, rows, counts };
}

/** Puts a C source into the engine and scans it. */
export function scanC(engine: Engine, source: Uint8Array | string): void {
  const bytes = typeof source === 'string' ? Buffer.from(source) : source;
  engine.source(bytes.length).set(bytes);
  engine.scanAs('c', bytes.length, 'a.c');
}

/** Scans C sources, by path, into one chunk. */
export function scanSources(
  sources: Record<string, Uint8Array | string>,
  { engine = newEngine(), number = 0 }: { engine?: Engine; number?: number } = {},
): Scanned {
  engine.beginChunk(number, { json: true, rows: true });
  for (const [path, source] of Object.entries(sources)) {
    scanC(engine, source);
    engine.emitFile(path, 'c');
  }
  return closeChunk(engine);
}
