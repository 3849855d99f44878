import type { FileList } from './listed-files.ts';
import { listFiles } from './list-files.ts';
import { nothingToIndex } from './nothing-to-index.ts';

/** A 100 MB source is some tool's output; its symbols help nobody. */
const MAX_FILE_BYTES = 64_000_000;

export interface ListSourcesOptions {
  subsystem?: string | undefined;
  maxFileBytes?: number | undefined;
  signal: AbortSignal;
}

/**
 * Lists what a run is about, with times that can be trusted.
 * @throws AppError `nothing_to_index`
 */
export async function listSources(
  root: string,
  { subsystem, maxFileBytes, signal }: ListSourcesOptions,
): Promise<FileList> {
  const list = await listFiles(root, {
    maxFileBytes: maxFileBytes ?? MAX_FILE_BYTES,
    signal,
    ...(subsystem !== undefined && { subsystem }),
  });
  if (list.files.length === 0) throw nothingToIndex(root, subsystem, list);
  await outwaitClock(list);
  return list;
}

/**
 * File times come in ticks of up to 10 ms. A file changed in the current tick could change again, after it has been
 * read, without its time telling; once the tick is over it cannot.
 */
async function outwaitClock({ files }: FileList): Promise<void> {
  const newest = files.reduce((latest, { mtimeMs }) => Math.max(latest, mtimeMs), 0);
  const age = Date.now() - newest;
  if (age > -20 && age < 20) await new Promise((resolve) => setTimeout(resolve, 20));
}
