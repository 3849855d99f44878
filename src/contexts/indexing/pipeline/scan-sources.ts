import { UNREAD } from '../domain/compare-sources.ts';
import type { SourceFile } from '../domain/source-file.ts';
import { compileEngine, createEngine, type EngineModule, type RowBatch } from '../extract/engine.ts';
import { scanFile } from './scan-file.ts';

/** A file as it was scanned for an overlay. */
export interface ScannedSource extends SourceFile {
  /** Undefined when it gave no rows: no source after all, or unreadable. */
  language: string | undefined;
}

/** Rows of some files under one chunk number, and what they add to an index's totals. */
export interface ScannedSources {
  files: ScannedSource[];
  rows: RowBatch[];
  counts: { symbols: number; calls: number; entrypoints: number };
}

export interface ScanSourcesOptions {
  root: string;
  /** Chunk number the rows are given. */
  chunk: number;
  signal: AbortSignal;
  onProgress: (files: number, current: string) => void;
}

let compiled: EngineModule | undefined;

/** Scans files in this thread: starting others would take longer than the few files there are. */
export async function scanSources(
  files: readonly SourceFile[],
  { root, chunk, signal, onProgress }: ScanSourcesOptions,
): Promise<ScannedSources> {
  compiled ??= compileEngine();
  const engine = createEngine(compiled);
  const scanned: ScannedSource[] = [];
  engine.beginChunk(chunk, { json: false, rows: true });
  for (const [at, file] of files.entries()) {
    signal.throwIfAborted();
    onProgress(at, file.path);
    const outcome = await scanFile(engine, root, file.path, file.size);
    if ('skip' in outcome) {
      const unread = outcome.skip === 'unreadable' || outcome.skip === 'vanished';
      scanned.push({ ...file, ...(unread && { mtimeMs: UNREAD }), language: undefined });
    } else {
      engine.emitFile(file.path, outcome.language);
      scanned.push({ ...file, language: outcome.language });
    }
  }
  const early = engine.takeRows();
  const { rows, counts } = engine.endChunk({ manifestVersion: '', chunkId: 'overlay', subsystem: '' });
  return { files: scanned, rows: [...early, ...rows], counts };
}
