import { parentPort, workerData } from 'node:worker_threads';
import { AppError, messageOf } from '../../../kernel/errors.ts';
import { createEngine } from '../extract/engine.ts';
import type { ChunkCounts, ChunkHead, RowBatch } from '../extract/engine.ts';
import type { ManifestChunk } from '../schemas-chunk.ts';
import { type ChunkFault, isFault, type ReadChunk, readChunkFile } from './read-chunk-file.ts';
import type { NextRows, ReaderAnswer, ReaderQuestion, ReaderSetup } from './reader-messages.ts';

const { module, folder, policy } = workerData as ReaderSetup;
/** Symbols, and files, that a chunk can number. */
const MOST_NUMBERED = 2 ** 20;

let engine = createEngine(module);
let head: ChunkHead | undefined;
let batches: RowBatch[] = [];
let counts: ChunkCounts | undefined;

parentPort!.on('message', (question: ReaderQuestion) => {
  try {
    answer(
      question.ask === 'read'
        ? { read: read(question.chunk, question.folder ?? folder) }
        : { rows: nextRows() },
    );
  } catch (error) {
    answer({
      failed: {
        message: messageOf(error),
        ...(error instanceof Error && error.stack !== undefined && { stack: error.stack }),
      },
    });
  }
});

/** Reads a chunk whole, so that a faulty one has sent no row. */
function read(chunk: ManifestChunk, place: string): ReadChunk | ChunkFault {
  batches = [];
  counts = undefined;
  engine.beginChunk(chunk.ordinal - 1, { json: false, rows: true });
  const outcome = readChunkFile(engine, place, chunk, policy);
  if (isFault(outcome)) {
    engine = createEngine(module);
    return outcome;
  }
  const symbols = engine.symbolCount();
  if (symbols > MOST_NUMBERED)
    return { chunk: chunk.id, reason: 'too_large', detail: `it has ${symbols} symbols` };
  head = { manifestVersion: '', chunkId: chunk.id, subsystem: chunk.subsystem };
  batches = engine.takeRows();
  return outcome;
}

/** Takes what was not taken yet only when the rest is on its way: so that less is in memory at once. */
function nextRows(): NextRows {
  const batch = batches.shift();
  if (batch !== undefined) return { batch };
  if (counts === undefined && head !== undefined) {
    const ended = engine.endChunk(head);
    batches = ended.rows;
    ({ counts } = ended);
    return nextRows();
  }
  if (counts === undefined)
    throw new AppError('internal', 'nothing_read', 'No chunk was read before its rows were asked for');
  return { end: counts };
}

function answer(message: ReaderAnswer): void {
  const transfer = 'rows' in message && 'batch' in message.rows ? [message.rows.batch.bytes.buffer] : [];
  parentPort!.postMessage(message, transfer);
}
