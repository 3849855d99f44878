import { lstatSync } from 'node:fs';
import path from 'node:path';
import { AppError } from '../../../kernel/errors.ts';
import type { ChunkPlan, PlannedChunk } from '../domain/chunk-plan.ts';

/**
 * Holds that the files of some chunks are those that were listed, wherever that was: a copy of the folder that is
 * another one would give rows that belong to no tree. Times are not compared where a commit says what the files are:
 * a checkout gives them times of its own.
 * @throws AppError `sources_changed`
 */
export function checkSources(
  root: string,
  plan: ChunkPlan,
  chunks: readonly PlannedChunk[],
  { byTime }: { byTime: boolean },
): void {
  for (const { from, to } of chunks) {
    for (const { path: name, size, mtimeMs } of plan.files.slice(from, to)) {
      const stat = lstatSync(path.join(root, name), { throwIfNoEntry: false });
      if (stat?.size !== size || (byTime && stat.mtimeMs !== mtimeMs)) throw changed(root, name);
    }
  }
}

function changed(root: string, file: string): AppError {
  return new AppError(
    'conflict',
    'sources_changed',
    `${file} of ${root} is not what it was when the folder was listed: it was changed meanwhile, or the folder is another one on this machine. Index it again`,
  );
}
