import type { ChunkDraft, ChunkRange } from './chunk-plan.ts';
import type { SubsystemGroup } from './group-files.ts';
import { compareBytes } from './order-paths.ts';
import type { SourceFile } from './source-file.ts';

/** In source bytes: up to where a new range is filled, and up to where an existing one may grow. */
export interface CutLimits {
  target: number;
  ceiling: number;
}

/** Cuts one subsystem's files into drafts, along the boundaries of `earlier` where there are any. */
export function cutSubsystem(
  files: readonly SourceFile[],
  group: SubsystemGroup,
  earlier: readonly ChunkRange[],
  limits: CutLimits,
): ChunkDraft[] {
  const slots = slotsOf(earlier);
  if (slots.length === 0) return fillRanges(files, group.subsystem, group, limits.target);
  let from = group.from;
  return slots.flatMap((slot, index) => {
    const to = endOfSlot(files, from, group.to, slots[index + 1]?.[0]!.first);
    const run = { from, to };
    from = to;
    return cutSlot(files, slot, run, limits);
  });
}

interface Run {
  from: number;
  to: number;
}

/** Cuts the files between two boundaries. The first draft continues the range that was there. */
function cutSlot(
  files: readonly SourceFile[],
  slot: readonly ChunkRange[],
  run: Run,
  { target, ceiling }: CutLimits,
): ChunkDraft[] {
  if (run.from === run.to) return [];
  const range = slot[0]!;
  const fill = (from: number, to: number): ChunkDraft[] =>
    fillRanges(files, range.subsystem, { from, to }, target);
  const at = unchangedPartedFile(files, slot, run);
  if (at !== undefined) {
    const parts = slot.map((kept): ChunkDraft => {
      const { subsystem, first, part } = kept;
      return { subsystem, first, ...(part && { part }), kept, from: at, to: at + 1, bytes: files[at]!.size };
    });
    return [...fill(run.from, at), ...parts, ...fill(at + 1, run.to)];
  }
  const bytes = sumSizes(files, run);
  const first = lesserPath(range.first, files[run.from]!.path);
  if (!range.part && bytes <= ceiling) {
    return [{ subsystem: range.subsystem, first, kept: range, ...run, bytes }];
  }
  const [head, ...rest] = fill(run.from, run.to);
  return [{ ...head!, first, kept: range }, ...rest];
}

/**
 * Index of the file that `slot` holds in parts, if it is there and what it was when it was measured; once it has
 * changed it is measured anew.
 */
function unchangedPartedFile(
  files: readonly SourceFile[],
  slot: readonly ChunkRange[],
  run: Run,
): number | undefined {
  const { first, part } = slot[0]!;
  if (!part || slot.length !== part.of) return undefined;
  for (let at = run.from; at < run.to; at += 1) {
    const file = files[at]!;
    if (file.path === first) {
      return part.size === file.size && part.mtimeMs === file.mtimeMs ? at : undefined;
    }
  }
  return undefined;
}

/** Ranges in path order; the parts of one file are one slot. */
function slotsOf(ranges: readonly ChunkRange[]): ChunkRange[][] {
  const sorted = ranges.toSorted(
    (a, b) => compareBytes(a.first, b.first) || (a.part?.index ?? 0) - (b.part?.index ?? 0),
  );
  const slots: ChunkRange[][] = [];
  for (const range of sorted) {
    const last = slots.at(-1);
    if (last && last[0]!.first === range.first) last.push(range);
    else slots.push([range]);
  }
  return slots;
}

/** Index of the first file at or past the next boundary. */
function endOfSlot(files: readonly SourceFile[], from: number, to: number, next: string | undefined): number {
  if (next === undefined) return to;
  let end = from;
  while (end < to && compareBytes(files[end]!.path, next) < 0) end += 1;
  return end;
}

/** Fills ranges one after the other; a file larger than `target` has one of its own. */
function fillRanges(files: readonly SourceFile[], subsystem: string, run: Run, target: number): ChunkDraft[] {
  const drafts: ChunkDraft[] = [];
  for (let at = run.from; at < run.to; at += 1) {
    const { path, size } = files[at]!;
    const last = drafts.at(-1);
    if (last && last.bytes + size <= target) {
      last.to = at + 1;
      last.bytes += size;
    } else drafts.push({ subsystem, first: path, from: at, to: at + 1, bytes: size });
  }
  return drafts;
}

/** The earlier of two paths by bytes. */
export function lesserPath(a: string, b: string): string {
  return compareBytes(a, b) < 0 ? a : b;
}

/** Source bytes of a run of files. */
export function sumSizes(files: readonly SourceFile[], run: Run): number {
  let bytes = 0;
  for (let at = run.from; at < run.to; at += 1) bytes += files[at]!.size;
  return bytes;
}
