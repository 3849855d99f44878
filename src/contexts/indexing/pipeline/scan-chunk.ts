import { createHash } from 'node:crypto';
import path from 'node:path';
import { AppError } from '../../../kernel/errors.ts';
import { writePending, type PendingFile } from '../../../platform/files/write-atomic.ts';
import type { OverflowPiece } from '../domain/chunk-plan.ts';
import { addSkipped, type Skipped } from '../domain/source-file.ts';
import type { Engine, RowBatch } from '../extract/engine.ts';
import { MANIFEST_VERSION } from '../manifest-version.ts';
import { chunkFileName } from './build-manifest.ts';
import type { ChunkFacts } from './chunk-facts.ts';
import { createChunkMeter } from './chunk-meter.ts';
import { measureSplit } from './measure-split.ts';
import type { ScanControl } from './scan-control.ts';
import { scanFile } from './scan-file.ts';
import type { ScanJob } from './scan-messages.ts';

/** What a thread works with, from its first chunk to its last. */
export interface ScanContext {
  engine: Engine;
  control: ScanControl;
  thread: number;
  root: string;
  outDir: string;
  paths: readonly string[];
  sizes: Float64Array;
  chunkSize: number;
}

/** A scanned chunk; its file, if one was asked for, has yet to be committed. */
export interface ScannedChunk {
  facts: ChunkFacts;
  rows: RowBatch[];
  file: PendingFile | undefined;
}

/** A chunk that would be too large, and how to cut it; or `stopped`. */
export type ScanOutcome = ScannedChunk | { pieces: OverflowPiece[] } | 'stopped';

/**
 * Scans one chunk. Nothing leaves this function before the whole chunk is known to fit, so that one which does not
 * has left nothing behind.
 */
export async function scanChunk(context: ScanContext, job: ScanJob): Promise<ScanOutcome> {
  const { engine, control, thread, paths, sizes } = context;
  const skipped: Partial<Skipped> = {};
  const languages: Record<string, number> = {};
  const unread: string[] = [];
  const meter = createChunkMeter(engine, job.json ? context.chunkSize : Infinity);
  engine.beginChunk(job.number, { json: job.json, rows: job.rows });
  for (let file = job.from; file < job.to; file += 1) {
    if (control.isStopped()) return 'stopped';
    control.beginFile(thread, file);
    const scanned = await scanFile(engine, context.root, paths[file]!, sizes[file]!);
    if ('skip' in scanned) {
      addSkipped(skipped, { [scanned.skip]: 1 });
      if (scanned.skip === 'unreadable' || scanned.skip === 'vanished') unread.push(paths[file]!);
    } else {
      engine.emitFile(paths[file]!, scanned.language, job.part?.index ?? 0, job.part?.of ?? 1);
      languages[scanned.language] = (languages[scanned.language] ?? 0) + 1;
    }
    if (!meter.fits(file)) {
      if (job.part) throw changedMeanwhile(paths[file]!);
      return { pieces: await measureSplit(context, job, meter) };
    }
    if (!job.part?.index) control.endFile(sizes[file]!);
  }
  return finish(context, job, { skipped, languages, unread });
}

function finish(
  context: ScanContext,
  job: ScanJob,
  seen: Pick<ChunkFacts, 'skipped' | 'languages' | 'unread'>,
): ScannedChunk {
  const head = { manifestVersion: MANIFEST_VERSION, chunkId: job.id, subsystem: job.subsystem };
  const early = job.rows ? context.engine.takeRows() : [];
  const { json, rows, counts } = context.engine.endChunk(head);
  const hash = createHash('sha256');
  let bytes = 0;
  let file: PendingFile | undefined;
  if (job.json) {
    for (const piece of json) {
      hash.update(piece);
      bytes += piece.length;
    }
    if (bytes > context.chunkSize) {
      throw new Error(`Chunk ${job.id} has ${bytes} bytes where ${context.chunkSize} were to be the most`);
    }
    file = writePending(path.join(context.outDir, chunkFileName(job.id)), json);
  }
  return { facts: { sha256: hash.digest('hex'), bytes, counts, ...seen }, rows: [...early, ...rows], file };
}

/** A part was measured to fit while its file was what the plan says. */
function changedMeanwhile(file: string): AppError {
  return new AppError(
    'conflict',
    'file_changed',
    `${file} was changed while it was indexed; run the same again`,
  );
}
