import { expect } from 'vitest';
import type { ChunkCounts, ChunkHead, RowBatch } from '../../src/contexts/indexing/extract/engine.ts';
import { decodeCopy } from './decode-copy.ts';
import { newEngine } from './scan-sources.ts';
import type { Scanned } from './scan-sources.ts';

/** What an engine makes of a chunk file. */
export interface ReadChunk {
  head: ChunkHead;
  /** The chunk written again. */
  json: Buffer;
  rows: RowBatch[];
  counts: ChunkCounts;
}

/** Reads a chunk file into an engine of its own. */
export function readChunkText(text: Uint8Array | string, number = 0): ReadChunk {
  const bytes = typeof text === 'string' ? Buffer.from(text) : text;
  const engine = newEngine();
  engine.beginChunk(number, { json: true, rows: true });
  engine.source(bytes.length).set(bytes);
  const head = engine.loadChunk(bytes.length);
  const { json, rows, counts } = engine.endChunk(head);
  return { head, json: Buffer.concat(json), rows, counts };
}

/** Rows by table, as fields: how they were cut into batches is left out. */
function fieldsOf(rows: readonly RowBatch[]): Record<string, string[][]> {
  const tables: Record<string, string[][]> = {};
  for (const { table, bytes } of rows) {
    const decoded = decodeCopy(bytes).map((row) => row.map((field) => field?.toString('latin1') ?? 'null'));
    tables[table] = [...(tables[table] ?? []), ...decoded];
  }
  return tables;
}

/** Holds that a chunk's file gives the chunk's rows and, written again, its very bytes. */
export function expectReadsBack({ json, rows, counts }: Scanned, number = 0): void {
  const read = readChunkText(json, number);
  expect(read.json.toString('latin1')).toBe(json.toString('latin1'));
  expect(fieldsOf(read.rows)).toEqual(fieldsOf(rows));
  expect(read.counts).toEqual({ ...counts, longNames: 0 });
}
