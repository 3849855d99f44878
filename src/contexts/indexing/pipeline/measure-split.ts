import { AppError } from '../../../kernel/errors.ts';
import { MAX_CHUNKS, type OverflowPiece } from '../domain/chunk-plan.ts';
import { formatSize } from '../domain/size-text.ts';
import { createChunkMeter, FILL, MAX_SYMBOLS, type ChunkMeter } from './chunk-meter.ts';
import type { ScanContext } from './scan-chunk.ts';
import { scanFile } from './scan-file.ts';
import type { ScanJob } from './scan-messages.ts';

/**
 * Finds where to cut a chunk that has just proved too large: between files, each piece filled to nine tenths; a file
 * that is too large by itself into parts. Emits the rest of the chunk's files once more and keeps none of it.
 */
export async function measureSplit(
  context: ScanContext,
  job: ScanJob,
  seen: ChunkMeter,
): Promise<OverflowPiece[]> {
  const pieces: OverflowPiece[] = [];
  let from = job.from;
  let cut = Math.max(seen.firstPastFill() ?? job.to, from);
  while (from < job.to) {
    if (cut === from) {
      // The first file of the piece alone passes nine tenths, and perhaps the whole.
      pieces.push(...(await measureFile(context, job, from)));
      from += 1;
    } else {
      pieces.push({ from, to: cut });
      from = cut;
    }
    cut = await measurePiece(context, job, from);
  }
  return pieces;
}

/** Where a piece that starts at `from` has to end. */
async function measurePiece(context: ScanContext, job: ScanJob, from: number): Promise<number> {
  const { engine, paths, sizes, root } = context;
  const meter = createChunkMeter(engine, context.chunkSize);
  engine.beginChunk(job.number, { json: true, rows: false });
  for (let file = from; file < job.to; file += 1) {
    const scanned = await scanFile(engine, root, paths[file]!, sizes[file]!);
    if ('language' in scanned) engine.emitFile(paths[file]!, scanned.language);
    meter.fits(file);
    const past = meter.firstPastFill();
    if (past !== undefined) return past;
  }
  return job.to;
}

/** One piece of its own for a file that fits a chunk, else the fewest parts that all do. */
async function measureFile(context: ScanContext, job: ScanJob, file: number): Promise<OverflowPiece[]> {
  const { engine, chunkSize, paths, sizes, root } = context;
  const path = paths[file]!;
  const piece = { from: file, to: file + 1 };
  const scanned = await scanFile(engine, root, path, sizes[file]!);
  if ('skip' in scanned) return [piece];
  const { language } = scanned;
  let of = 1;
  for (;;) {
    const fullest = fullestPart(of);
    if (of === 1 ? fullest <= 1 : fullest <= FILL) break;
    of = Math.max(of + 1, Math.ceil((of * fullest) / FILL));
    if (of > MAX_CHUNKS) throw tooSmall(path, chunkSize);
  }
  return of === 1 ? [piece] : Array.from({ length: of }, (_, index) => ({ ...piece, part: { index, of } }));

  /** How full the fullest of so many parts makes its chunk; 1 is full. */
  function fullestPart(parts: number): number {
    let fullest = 0;
    for (let part = 0; part < parts; part += 1) {
      engine.beginChunk(job.number, { json: true, rows: false });
      engine.emitFile(path, language, part, parts);
      fullest = Math.max(fullest, engine.jsonBytes() / chunkSize, engine.symbolCount() / MAX_SYMBOLS);
    }
    return fullest;
  }
}

function tooSmall(path: string, chunkSize: number): AppError {
  return new AppError(
    'invalid',
    'chunk_size_too_small',
    `The records of ${path} do not fit ${MAX_CHUNKS} chunks of ${formatSize(chunkSize)}; use a larger chunk size`,
  );
}
