import type { SourceFile } from './source-file.ts';

/** Chunk numbers are the upper 11 bits of every id in the database. */
export const MAX_CHUNKS = 2048;

/** One part of a file whose records fill more than one chunk; `size` and `mtimeMs` are that file's when it was measured. */
export interface FilePart {
  /** From 0. */
  index: number;
  of: number;
  size: number;
  mtimeMs: number;
}

/**
 * A chunk's place in the tree, kept from run to run: it starts at path `first` of its subsystem and ends where the
 * next one starts. `number` (0…2047) and `sequence` (from 1, within the subsystem) never change while it lives.
 */
export interface ChunkRange {
  number: number;
  id: string;
  subsystem: string;
  sequence: number;
  first: string;
  part?: FilePart;
}

/** A chunk and the run `[from, to)` of the plan's files it is made from. */
export interface PlannedChunk extends ChunkRange {
  from: number;
  to: number;
  /** Bytes of source. */
  bytes: number;
}

/** How files become chunks. A function of the files, the chunk size and the earlier plan alone. */
export interface ChunkPlan {
  chunkSize: number;
  /** Ordered by subsystem, then path, both by bytes. */
  files: readonly SourceFile[];
  /** Ordered by `number`. */
  chunks: readonly PlannedChunk[];
}

/** What the scan says about a chunk whose JSON would exceed its size: where to cut it. */
export interface Overflow {
  number: number;
  /** Runs of the plan's files that together are the chunk's; a file alone may be given in parts. */
  pieces: readonly OverflowPiece[];
}

export interface OverflowPiece {
  from: number;
  to: number;
  part?: { index: number; of: number };
}

/** A chunk that may have no name yet; `kept` is the range whose name it continues. */
export interface ChunkDraft {
  subsystem: string;
  first: string;
  part?: FilePart;
  kept?: ChunkRange;
  from: number;
  to: number;
  bytes: number;
}

/** The part of a range that goes to disk. */
export function rangeOf({ number, id, subsystem, sequence, first, part }: ChunkRange): ChunkRange {
  return { number, id, subsystem, sequence, first, ...(part && { part }) };
}
