import { AppError } from '../../../kernel/errors.ts';
import type { FileList } from './listed-files.ts';
import { listFiles, resolveFolder } from './list-files.ts';
import { nothingToIndex } from './nothing-to-index.ts';
import type { StatHelpers } from './stat-paths.ts';
import { createThreadCrew, type ThreadCrew, usualThreads } from './thread-crew.ts';

/** A 100 MB source is some tool's output; its symbols help nobody. */
const MAX_FILE_BYTES = 64_000_000;

export interface ListSourcesOptions {
  subsystem?: string | undefined;
  maxFileBytes?: number | undefined;
  helpers?: StatHelpers;
  signal: AbortSignal;
}

/** A whole folder listed before the job that needs it was handed out, and the threads that helped and wait to scan it. */
let ahead: { root: string; list: Promise<FileList & { ended: number }> } | undefined;
let crew: ThreadCrew | undefined;

/** Milliseconds after its end that a listing made ahead is good for. */
const AHEAD_MS = 5_000;

/**
 * Begins to list a folder, for a process that will be told to index it as soon as the database has started: a quarter of
 * a second for 60,000 files. What is wrong with the folder is for the run to say: one that takes the list gets its
 * error, and any other finds it out itself.
 */
export function listAhead(folder: string): void {
  try {
    const root = resolveFolder(folder);
    crew = createThreadCrew(usualThreads());
    const list = listNow(root, { helpers: crew, signal: new AbortController().signal });
    ahead = { root, list: list.then((found) => ({ ...found, ended: performance.now() })) };
    // The run that takes the list awaits the same promise; until then its failure must not end the process as unhandled.
    ahead.list.catch(() => undefined);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
  }
}

/** Hands over the threads that were started with a listing ahead, once. */
export function crewAhead(): ThreadCrew | undefined {
  const taken = crew;
  crew = undefined;
  return taken;
}

/**
 * Lists what a run is about, with times that can be trusted. The first run of a process takes what was listed ahead,
 * if that is its folder and has just been.
 * @throws AppError `nothing_to_index`
 */
export async function listSources(root: string, options: ListSourcesOptions): Promise<FileList> {
  const early = ahead;
  ahead = undefined;
  const isWhole = options.subsystem === undefined && options.maxFileBytes === undefined;
  if (early?.root !== root || !isWhole) return listNow(root, options);
  const { ended, ...list } = await early.list;
  return performance.now() - ended < AHEAD_MS ? list : listNow(root, options);
}

async function listNow(
  root: string,
  { subsystem, maxFileBytes, helpers, signal }: ListSourcesOptions,
): Promise<FileList> {
  const list = await listFiles(root, {
    maxFileBytes: maxFileBytes ?? MAX_FILE_BYTES,
    signal,
    ...(helpers !== undefined && { helpers }),
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
