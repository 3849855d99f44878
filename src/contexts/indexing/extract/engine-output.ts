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
  { stream: 4, key: 'references' },
] as const;
const ROW_STREAMS = { file: 5, symbol: 6, posting: 7, macro: 8, entrypoint: 9, name: 10 } as const;

/** Begins a binary COPY stream: signature, no flags, no header extension (PostgreSQL manual, COPY, Binary Format). */
const COPY_HEADER = Uint8Array.from([80, 71, 67, 79, 80, 89, 10, 255, 13, 10, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
/** Ends it: a row of -1 fields. */
const COPY_TRAILER = Uint8Array.from([255, 255]);

/** Where a stream's bytes lie in the module's memory, in order. */
function segmentsOf(wasm: Wasm, stream: number): Uint8Array<ArrayBuffer>[] {
  const views: Uint8Array<ArrayBuffer>[] = [];
  for (let segment = wasm.call('outputSegment', stream, 0); segment !== 0;) {
    const used = wasm.call('outputUsed', stream, segment);
    views.push(new Uint8Array(wasm.memory.buffer, wasm.call('outputBytes', segment), used));
    segment = wasm.call('outputSegment', stream, segment);
  }
  return views;
}

/** Copies a COPY stream out of the module, complete from header to trailer, and empties it there. */
function takeRowStream(wasm: Wasm, stream: number): Uint8Array<ArrayBuffer> {
  const length = wasm.call('outputLength', stream);
  const bytes = new Uint8Array(COPY_HEADER.length + length + COPY_TRAILER.length);
  bytes.set(COPY_HEADER);
  let at = COPY_HEADER.length;
  for (const view of segmentsOf(wasm, stream)) {
    bytes.set(view, at);
    at += view.length;
  }
  bytes.set(COPY_TRAILER, at);
  wasm.call('outputReset', stream);
  return bytes;
}

/** The COPY streams of these tables that have rows. */
export function takeRows(wasm: Wasm, tables: RowBatch['table'][]): RowBatch[] {
  return tables
    .filter((table) => wasm.call('outputLength', ROW_STREAMS[table]) > 0)
    .map((table) => ({ table, bytes: takeRowStream(wasm, ROW_STREAMS[table]) }));
}

/** What the chunk file read last calls itself. */
export function readHead(wasm: Wasm): ChunkHead {
  const [manifestVersion = '', chunkId = '', subsystem = ''] = [0, 1, 2].map((which) => {
    const at = wasm.call('headAddress', which);
    return new TextDecoder().decode(new Uint8Array(wasm.memory.buffer, at, wasm.call('headLength', which)));
  });
  return { manifestVersion, chunkId, subsystem };
}

/**
 * The chunk file in pieces. Most are views of the module's memory: a copy of what goes to a file at once would only
 * cost memory. They are valid until the next call of the engine.
 */
export function readJson(wasm: Wasm, head: ChunkHead): Uint8Array<ArrayBuffer>[] {
  const encoder = new TextEncoder();
  let between =
    `{"manifest_version":${JSON.stringify(head.manifestVersion)},` +
    `"chunk_id":${JSON.stringify(head.chunkId)},"subsystem":${JSON.stringify(head.subsystem)},\n`;
  let around = 0;
  const text = (written: string): Uint8Array<ArrayBuffer> => {
    const bytes = encoder.encode(written);
    around += bytes.length;
    return bytes;
  };
  const pieces: Uint8Array<ArrayBuffer>[] = [];
  for (const { stream, key } of JSON_STREAMS) {
    pieces.push(text(`${between}"${key}":[\n`), ...segmentsOf(wasm, stream));
    between = '\n],\n';
  }
  pieces.push(text('\n]}\n'));
  if (around > CHUNK_HEAD_BYTES) {
    throw new AppError('invalid', 'chunk_head_too_long', `The name of chunk ${head.chunkId} is too long`);
  }
  return pieces;
}
