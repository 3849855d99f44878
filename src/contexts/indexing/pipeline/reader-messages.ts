import type { ChecksumPolicy } from '../domain/checksum-policy.ts';
import type { ChunkCounts, EngineModule, RowBatch } from '../extract/engine.ts';
import type { ManifestChunk } from '../schemas-chunk.ts';
import type { ChunkFault, ReadChunk } from './read-chunk-file.ts';

/** Given to a reader's thread when it starts. */
export interface ReaderSetup {
  module: EngineModule;
  /** Folder with the chunk files, unless a question names another. */
  folder: string;
  policy: ChecksumPolicy;
}

/** What a thread is asked: to read a chunk whole, or for the next of its rows. */
export type ReaderQuestion = { ask: 'read'; chunk: ManifestChunk; folder?: string } | { ask: 'rows' };

/** What the next rows are; at the end, what the chunk held. */
export type NextRows = { batch: RowBatch } | { end: ChunkCounts };

/** The thread's answer to the question at the same place in line. */
export type ReaderAnswer =
  | { read: ReadChunk | ChunkFault }
  | { rows: NextRows }
  | { failed: { message: string; stack?: string } };
