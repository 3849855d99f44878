import type { Skipped } from '../domain/source-file.ts';
import type { ChunkCounts } from '../extract/engine.ts';

/** What is known of a chunk once it has been scanned. */
export interface ChunkFacts {
  /** Of the chunk file. */
  sha256: string;
  /** Size of the chunk file. */
  bytes: number;
  counts: ChunkCounts;
  /** Files by language. */
  languages: Readonly<Record<string, number>>;
  /** Files that were planned and could not be read, or proved to be no source. */
  skipped: Readonly<Partial<Skipped>>;
  /** Paths of those that could not be read. */
  unread: readonly string[];
}

/** A chunk whose file is in place. */
export interface WrittenChunk extends ChunkFacts {
  id: string;
  /** Of everything its bytes depend on: its files' paths, sizes and times, its id, and the scanner. */
  digest: string;
  /** Of the chunk file: with its size, what tells that nobody has touched it. */
  mtimeMs: number;
}
