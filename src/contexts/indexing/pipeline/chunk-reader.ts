import { Worker } from 'node:worker_threads';
import { AppError } from '../../../kernel/errors.ts';
import { programEntry } from '../../../platform/processes/program-entry.ts';
import type { ManifestChunk } from '../schemas-chunk.ts';
import type { ChunkFault, ReadChunk } from './read-chunk-file.ts';
import type { NextRows, ReaderAnswer, ReaderQuestion, ReaderSetup } from './reader-messages.ts';

/** Reads chunk files in a thread of its own, one at a time. */
export interface ChunkReader {
  /** Reads and checks a chunk file whole, in another folder than the usual one when that is given. */
  read(chunk: ManifestChunk, folder?: string): Promise<ReadChunk | ChunkFault>;
  /** The rows of the chunk read last, batch by batch. */
  nextRows(): Promise<NextRows>;
  /** Ends the thread, whatever it is doing. */
  close(): Promise<void>;
}

/** Starts a reader. When its thread dies, what waits for it and all that comes after rejects. */
export function startReader(setup: ReaderSetup): ChunkReader {
  const worker = new Worker(programEntry('reader-thread'), {
    workerData: setup,
    stdout: false,
  });
  const waiting: { resolve: (answer: ReaderAnswer) => void; reject: (error: unknown) => void }[] = [];
  let dead: Error | undefined;
  const die = (error: Error): void => {
    dead ??= error;
    for (const { reject } of waiting.splice(0)) reject(dead);
  };
  worker.on('message', (answer: ReaderAnswer) => waiting.shift()?.resolve(answer));
  worker.on('error', die);
  worker.on('exit', () => die(new Error('The thread that reads chunk files has ended')));

  async function ask(question: ReaderQuestion): Promise<ReaderAnswer> {
    if (dead !== undefined) throw dead;
    const answer = new Promise<ReaderAnswer>((resolve, reject) => waiting.push({ resolve, reject }));
    worker.postMessage(question, []);
    const given = await answer;
    if ('failed' in given) {
      const error = new Error(given.failed.message);
      if (given.failed.stack !== undefined) error.stack = given.failed.stack;
      throw error;
    }
    return given;
  }

  return {
    async read(chunk, folder) {
      const answer = await ask({ ask: 'read', chunk, ...(folder !== undefined && { folder }) });
      if (!('read' in answer)) throw outOfTurn();
      return answer.read;
    },
    async nextRows() {
      const answer = await ask({ ask: 'rows' });
      if (!('rows' in answer)) throw outOfTurn();
      return answer.rows;
    },
    async close() {
      await worker.terminate();
    },
  };
}

function outOfTurn(): AppError {
  return new AppError(
    'internal',
    'out_of_turn',
    'The thread that reads chunk files answered another question',
  );
}
