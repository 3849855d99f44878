import type { ErrorKind } from '../../../kernel/errors.ts';
import type { OverflowPiece } from '../domain/chunk-plan.ts';
import type { compileEngine, RowBatch } from '../extract/engine.ts';
import type { ChunkFacts } from './chunk-facts.ts';
import type { StatBatch } from './stat-batch.ts';

/** One chunk to scan, as a thread is told. */
export interface ScanJob {
  number: number;
  id: string;
  subsystem: string;
  /** Run of {@link ScanSetup.paths}. */
  from: number;
  to: number;
  part?: { index: number; of: number };
  /** Does it have files that are parsed by grammars? Compiling those takes a thread longer than parsing a few files. */
  isParsed: boolean;
  /** Write the chunk file? */
  json: boolean;
  /** Send rows? */
  rows: boolean;
}

/** What a thread is sent: files to look at while it waits, and once what to scan. */
export type CrewMessage = { kind: 'stat'; batch: StatBatch } | { kind: 'scan'; setup: ScanSetup };

/** What a thread scans; it loads its modules and waits for it. */
export interface ScanSetup {
  thread: number;
  /** The compiled scanner. */
  module: ReturnType<typeof compileEngine>;
  control: SharedArrayBuffer;
  root: string;
  outDir: string;
  /** Paths of all files of the plan, joined by NUL: far quicker to hand over than an array of objects. */
  paths: string;
  sizes: Float64Array;
  jobs: readonly ScanJob[];
  chunkSize: number;
  /** Row bytes this thread may have on their way. */
  maxInFlight: number;
}

/**
 * What a thread says. For one chunk: rows, then `scanned`, then `written`; or `overflow` alone. `spent` is its last
 * word when it has taken so much memory that another thread has to go on.
 */
export type ScanMessage =
  | { kind: 'rows'; number: number; batch: RowBatch }
  | { kind: 'scanned'; number: number; facts: ChunkFacts }
  | { kind: 'written'; number: number; mtimeMs: number }
  | { kind: 'overflow'; number: number; pieces: readonly OverflowPiece[] }
  | { kind: 'spent' }
  | { kind: 'failed'; error: ScanFailure };

/** An error that crosses from a thread: an AppError's parts, or a system error's code. */
export interface ScanFailure {
  message: string;
  app?: { kind: ErrorKind; code: string };
  system?: string;
  stack?: string;
}
