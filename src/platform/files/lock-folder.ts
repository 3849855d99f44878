import { link, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import path from 'node:path';
import { randomBytes } from 'node:crypto';

/** Who holds a lock. `started` tells a process from a later one of the same id (Linux: its start time in ticks). */
export interface LockHolder {
  pid: number;
  started: string;
  host: string;
  token: string;
}

export interface FolderLock {
  release(): Promise<void>;
}

/** How often a holder touches its lock, and after how long an untouched lock of another machine is dead. */
const TOUCH_MS = 10_000;
const DEAD_MS = 60_000;

/**
 * Takes the lock file `name` in a folder, or says who has it. A lock whose process is gone is taken over: on this
 * machine that is known from the process table, on another one (a container that was replaced, a shared disk) from
 * the lock's age, which its holder renews every 10 s.
 */
export async function lockFolder(folder: string, name: string): Promise<FolderLock | LockHolder> {
  const target = path.join(folder, name);
  const mine: LockHolder = {
    pid: process.pid,
    started: startOf(process.pid),
    host: hostname(),
    token: randomBytes(8).toString('hex'),
  };
  const draft = `${target}.${mine.token}`;
  await writeFile(draft, JSON.stringify(mine), { flag: 'wx' });
  try {
    for (let attempt = 0; ; attempt += 1) {
      // link, unlike rename, fails when the name exists: of two at once one wins.
      if (await tryLink(draft, target)) return held(target, mine);
      const holder = await readHolder(target);
      if (holder && (attempt >= 5 || (await isAlive(target, holder)))) return holder;
      if (holder) await removeIfStill(target, holder);
    }
  } finally {
    await rm(draft, { force: true });
  }
}

/** Tells the two answers of {@link lockFolder} apart. */
export function isLock(answer: FolderLock | LockHolder): answer is FolderLock {
  return 'release' in answer;
}

function held(target: string, mine: LockHolder): FolderLock {
  const timer = setInterval(() => {
    const now = new Date();
    utimes(target, now, now).catch(() => undefined);
  }, TOUCH_MS);
  timer.unref();
  return {
    async release() {
      clearInterval(timer);
      await removeIfStill(target, mine);
    },
  };
}

/** Moves the lock aside and removes it, unless somebody else's has come in its place meanwhile: then it is put back. */
async function removeIfStill(target: string, holder: LockHolder): Promise<void> {
  const aside = `${target}.${randomBytes(8).toString('hex')}`;
  try {
    await rename(target, aside);
  } catch (error) {
    if (isMissing(error)) return;
    throw error;
  }
  const moved = await readHolder(aside);
  if (moved && moved.token !== holder.token) await tryLink(aside, target);
  await rm(aside, { force: true });
}

async function tryLink(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

/** The holder a lock file names; undefined when it has gone. A file that cannot be understood names a dead process. */
async function readHolder(target: string): Promise<LockHolder | undefined> {
  try {
    const text = await readFile(target, 'utf8');
    const parsed = JSON.parse(text) as LockHolder;
    if (typeof parsed.pid === 'number' && typeof parsed.token === 'string') return parsed;
  } catch (error) {
    if (isMissing(error)) return undefined;
    if (!(error instanceof SyntaxError)) throw error;
  }
  return { pid: 0, started: '', host: hostname(), token: '' };
}

async function isAlive(target: string, holder: LockHolder): Promise<boolean> {
  if (holder.host === hostname()) {
    return holder.pid > 0 && processExists(holder.pid) && startOf(holder.pid) === holder.started;
  }
  try {
    return Date.now() - (await stat(target)).mtimeMs < DEAD_MS;
  } catch (error) {
    if (isMissing(error)) return false;
    throw error;
  }
}

function processExists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Start time of a process, where /proc tells it; the same text for every process where it does not. */
function startOf(pid: number): string {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'latin1');
    return text.slice(text.lastIndexOf(')') + 2).split(' ')[19] ?? '';
  } catch {
    return '';
  }
}

function isMissing(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).code === 'ENOENT';
}
