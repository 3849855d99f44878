import { AppError } from '../../../kernel/errors.ts';
import type { ChunkHead, RowBatch } from './engine.ts';
import type { Wasm } from './engine-wasm.ts';

/** What the head and the brackets of a chunk file take at most. */
export const CHUNK_HEAD_BYTES = 2048;

/** Numbers of the module's output streams. */
const JSON_STREAMS = [
  { stream: 0, key: 'files' },
  { stream: 1, key: 'symbols' },
  { stream: 2, key: 'entrypoints' },
  { stream: 3, key: 'call_graph' },
] as const;
const ROW_STREAMS = { file: 4, symbol: 5, posting: 6, macro: 7, entrypoint: 8, name: 9 } as const;

/** Begins a binary COPY stream: signature, no flags, no header extension (PostgreSQL manual, COPY, Binary Format). */
const COPY_HEADER = Uint8Array.from([80, 71, 67, 79, 80, 89, 10, 255, 13, 10, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
/** Ends it: a row of -1 fields. */
const COPY_TRAILER = Uint8Array.from([255, 255]);

/** Takes a stream out of the module, between `before` and `after`, and empties it there. */
function takeStream(
  wasm: Wasm,
  stream: number,
  before: Uint8Array,
  after: Uint8Array,
): Uint8Array<ArrayBuffer> {
  const length = wasm.call('outputLength', stream);
  const bytes = new Uint8Array(before.length + length + after.length);
  bytes.set(before);
  let at = before.length;
  for (let segment = 0; ;) {
    segment = wasm.call('outputSegment', stream, segment);
    if (segment === 0) break;
    const used = wasm.call('outputUsed', stream, segment);
    bytes.set(new Uint8Array(wasm.memory.buffer, wasm.call('outputBytes', segment), used), at);
    at += used;
  }
  bytes.set(after, at);
  wasm.call('outputReset', stream);
  return bytes;
}

/** The COPY streams of these tables that have rows. */
export function takeRows(wasm: Wasm, tables: RowBatch['table'][]): RowBatch[] {
  return tables
    .filter((table) => wasm.call('outputLength', ROW_STREAMS[table]) > 0)
    .map((table) => ({ table, bytes: takeStream(wasm, ROW_STREAMS[table], COPY_HEADER, COPY_TRAILER) }));
}

/** The chunk file in pieces, one array of records each. */
export function readJson(wasm: Wasm, head: ChunkHead): Uint8Array<ArrayBuffer>[] {
  const encoder = new TextEncoder();
  const nothing = new Uint8Array(0);
  const start =
    `{"manifest_version":${JSON.stringify(head.manifestVersion)},` +
    `"chunk_id":${JSON.stringify(head.chunkId)},"subsystem":${JSON.stringify(head.subsystem)},\n`;
  let between = start;
  let around = 0;
  const pieces = JSON_STREAMS.map(({ stream, key }, index) => {
    const before = encoder.encode(`${between}"${key}":[\n`);
    const after = index === JSON_STREAMS.length - 1 ? encoder.encode('\n]}\n') : nothing;
    between = '\n],\n';
    around += before.length + after.length;
    return takeStream(wasm, stream, before, after);
  });
  if (around > CHUNK_HEAD_BYTES) {
    throw new AppError('invalid', 'chunk_head_too_long', `The name of chunk ${head.chunkId} is too long`);
  }
  return pieces;
}
