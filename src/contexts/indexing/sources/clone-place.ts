import { createHash } from 'node:crypto';
import { mkdir, readdir, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { isLock, lockFolder } from '../../../platform/files/lock-folder.ts';
import { isMarkAlive, newProcessMark } from '../../../platform/processes/process-identity.ts';

/** Where the clone of one repository at one ref lies, on this machine. */
export interface ClonePlace {
  folder: string;
  /** The checkout, with its `.git`. */
  tree: string;
}

/** Clones that are kept besides those in use, and days after which one that nobody used goes all the same. */
const KEPT_CLONES = 8;
const KEPT_DAYS = 14;
const LOCK = 'lock';
const LOOK_MS = 200;

const sourcesFolder = (home: string): string => path.join(home, 'sources');

/** Each ref has a clone of its own, so that the files of one change only where the ref moves on. */
export function clonePlace(home: string, name: string, ref: string | undefined): ClonePlace {
  const key = createHash('sha256')
    .update(`${name}\0${ref ?? ''}`)
    .digest('hex')
    .slice(0, 32);
  const folder = path.join(sourcesFolder(home), key);
  return { folder, tree: path.join(folder, 'tree') };
}

/** Does work while nobody else, in any process, changes the clone. */
export async function whileLocked<Result>(
  { folder }: ClonePlace,
  signal: AbortSignal,
  work: () => Promise<Result>,
): Promise<Result> {
  for (;;) {
    signal.throwIfAborted();
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const answer = await lockFolder(folder, LOCK).catch(absent);
    // The folder goes when nobody has used it for long, maybe in this moment.
    if (answer === undefined) continue;
    if (isLock(answer)) {
      try {
        return await work();
      } finally {
        await answer.release();
      }
    }
    await sleep(LOOK_MS, undefined, { signal });
  }
}

/** Says that this process reads the checkout; what it returns says that it no longer does. */
export async function markUse({ folder }: ClonePlace): Promise<() => Promise<void>> {
  const uses = path.join(folder, 'uses');
  await mkdir(uses, { recursive: true });
  const mark = path.join(uses, newProcessMark());
  await writeFile(mark, '');
  const now = new Date();
  await utimes(folder, now, now);
  return () => rm(mark, { force: true });
}

/** Whether a living process reads the checkout. */
async function isInUse({ folder }: Pick<ClonePlace, 'folder'>): Promise<boolean> {
  const marks = await readdir(path.join(folder, 'uses')).catch(absent);
  return (marks ?? []).some(isMarkAlive);
}

/** Waits until nobody reads the checkout, whose files are about to change. */
export async function untilUnused(place: ClonePlace, signal: AbortSignal): Promise<void> {
  while (await isInUse(place)) await sleep(LOOK_MS, undefined, { signal });
}

/** Removes the clones that have not been used for the longest time. */
export async function removeOldClones(home: string): Promise<void> {
  const sources = sourcesFolder(home);
  const clones: { folder: string; used: number }[] = [];
  for (const name of (await readdir(sources).catch(absent)) ?? []) {
    const folder = path.join(sources, name);
    const found = await stat(folder).catch(absent);
    if (found?.isDirectory() !== true) continue;
    if (name.startsWith('gone-')) await rm(folder, { recursive: true, force: true });
    else clones.push({ folder, used: found.mtimeMs });
  }
  clones.sort((a, b) => b.used - a.used);
  const oldest = Date.now() - KEPT_DAYS * 86_400_000;
  for (const [place, { folder, used }] of clones.entries()) {
    if (place >= KEPT_CLONES || used < oldest) await removeUnused(folder);
  }
}

async function removeUnused(folder: string): Promise<void> {
  const lock = await lockFolder(folder, LOCK).catch(absent);
  if (lock === undefined || !isLock(lock)) return;
  try {
    if (await isInUse({ folder })) return;
    // Under another name first: nobody may find half of it.
    const gone = path.join(path.dirname(folder), `gone-${path.basename(folder)}`);
    await rename(folder, gone);
    await rm(gone, { recursive: true, force: true });
  } finally {
    await lock.release();
  }
}

function absent(error: unknown): undefined {
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
  throw error;
}
