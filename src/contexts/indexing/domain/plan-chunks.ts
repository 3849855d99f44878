import { AppError } from '../../../kernel/errors.ts';
import {
  MAX_CHUNKS,
  type ChunkDraft,
  type ChunkPlan,
  type ChunkRange,
  type Overflow,
  type OverflowPiece,
  type PlannedChunk,
} from './chunk-plan.ts';
import { cutSubsystem, lesserPath, sumSizes } from './cut-subsystem.ts';
import { groupBySubsystem } from './group-files.ts';
import { nameDrafts } from './name-drafts.ts';
import { CHUNK_SIZE, formatSize } from './size-text.ts';
import type { SourceFile } from './source-file.ts';

/**
 * Plans chunks. New ranges are filled to a third of a chunk's size in source bytes: JSON has been measured at 0.3 to 0.6
 * of C source, and what a thread holds grows with its chunk (a half took 80 MB more for a Linux kernel at the default
 * size, and no less time). What exceeds a chunk nevertheless is found by the scan and cut by {@link refinePlan}. Ranges of an
 * earlier plan keep their boundaries, numbers and ids until their source exceeds a whole chunk, so that an edit
 * changes no neighbour.
 * @throws AppError `too_many_chunks`, naming a chunk size that would do.
 */
export function planChunks(
  input: readonly SourceFile[],
  chunkSize: number,
  earlier: readonly ChunkRange[] = [],
): ChunkPlan {
  const { files, groups } = groupBySubsystem(input);
  const drafts = groups.flatMap((group) => {
    const ranges = earlier.filter(({ subsystem }) => subsystem === group.subsystem);
    return cutSubsystem(files, group, ranges, limitsOf(chunkSize));
  });
  if (drafts.length > MAX_CHUNKS) throw tooManyChunks(drafts.length, chunkSize, files);
  return { chunkSize, files, chunks: nameDrafts(drafts, earlier) };
}

/** Cuts the chunks that were too large. The first piece keeps the chunk's name, the others get free ones. */
export function refinePlan(plan: ChunkPlan, overflows: readonly Overflow[]): ChunkPlan {
  const cuts = new Map(overflows.map((overflow) => [overflow.number, overflow.pieces]));
  const drafts = plan.chunks.flatMap((chunk): ChunkDraft[] => {
    const pieces = cuts.get(chunk.number);
    if (!pieces) return [{ ...chunk, kept: chunk }];
    return pieces.map((piece, index) => draftOf(plan, chunk, piece, index === 0));
  });
  if (drafts.length > MAX_CHUNKS) throw tooManyChunks(drafts.length, plan.chunkSize, plan.files);
  return { ...plan, chunks: nameDrafts(drafts, plan.chunks) };
}

function draftOf(plan: ChunkPlan, chunk: PlannedChunk, piece: OverflowPiece, isHead: boolean): ChunkDraft {
  const { from, to, part } = piece;
  const file = plan.files[from]!;
  return {
    subsystem: chunk.subsystem,
    // The parts of a file are found again by its path, so their range starts exactly there.
    first: isHead && !part ? lesserPath(chunk.first, file.path) : file.path,
    ...(part && { part: { ...part, size: file.size, mtimeMs: file.mtimeMs } }),
    ...(isHead && { kept: chunk }),
    from,
    to,
    bytes: sumSizes(plan.files, piece),
  };
}

function limitsOf(chunkSize: number): { target: number; ceiling: number } {
  return { target: Math.floor(chunkSize / 3), ceiling: chunkSize };
}

function tooManyChunks(count: number, chunkSize: number, files: readonly SourceFile[]): AppError {
  const workable = workableSize(files, chunkSize * Math.max(1, count / MAX_CHUNKS));
  return new AppError(
    'invalid',
    'too_many_chunks',
    `A chunk size of ${formatSize(chunkSize)} makes ${count} chunks of this folder, more than the ${MAX_CHUNKS} ` +
      `there can be; a chunk size of ${formatSize(workable)} works`,
    { extra: { chunks: count, workable_chunk_size: workable } },
  );
}

/** The smallest of a few round sizes whose plan stays well below the limit. */
function workableSize(input: readonly SourceFile[], above: number): number {
  const { files, groups } = groupBySubsystem(input);
  const sizes = [1e5, 2e5, 5e5, 1e6, 2e6, 5e6, 1e7, 25e6, 5e7, 1e8, 25e7, 5e8];
  const fits = (size: number): boolean => {
    const count = groups.reduce(
      (sum, group) => sum + cutSubsystem(files, group, [], limitsOf(size)).length,
      0,
    );
    return count <= MAX_CHUNKS * 0.75;
  };
  return sizes.find((size) => size > above && fits(size)) ?? CHUNK_SIZE.largest;
}
