import { readdir, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startOfPid } from '../processes/process-identity.ts';

/** Who holds a lock, or is about to. */
export interface LockHolder {
  pid: number;
  /** Tells a process from a later one with the same id: on Linux its start time in ticks, elsewhere 0. */
  started: string;
  host: string;
  token: string;
}

export interface FolderLock {
  release(): Promise<void>;
}

/** How often a holder touches its claim, and after how long an untouched claim of another machine is dead. */
const TOUCH_MS = 10_000;
const DEAD_MS = 60_000;
const PATIENCE_MS = 5_000;

/**
 * Takes the lock `name` of a folder, or says who has it.
 *
 * Each contender first makes a claim, a file of its own whose name says who it is, and then looks for others'. Of two
 * that do so at once at least one sees the other's claim, so never both find none. Whoever finds no living one has
 * the lock and marks it as held; of several that only claim, the one with the lowest token waits and the others step
 * back. A dead process's claim counts for nothing, so there is nothing to take over, which is where schemes with one
 * lock file go wrong. On this machine the process table tells who is dead, on another one (a container that was
 * replaced, a shared disk) a claim's age does.
 */
export async function lockFolder(folder: string, name: string): Promise<FolderLock | LockHolder> {
  const mine: LockHolder = {
    pid: process.pid,
    started: startOfPid(process.pid) ?? '0',
    host: hostname().replaceAll(/[^\w-]/g, '-'),
    token: randomBytes(8).toString('hex'),
  };
  const claim = path.join(folder, fileName(name, 'claim', mine));
  const held = path.join(folder, fileName(name, 'held', mine));
  const deadline = Date.now() + PATIENCE_MS;
  await makeFile(claim);
  for (;;) {
    const { rivals, holder, dead } = await findRivals(folder, name, mine);
    if (rivals.length === 0) {
      await makeFile(held);
      await Promise.all(dead.map((file) => rm(path.join(folder, file), { force: true })));
      return keep(claim, held);
    }
    if (holder || Date.now() > deadline) {
      await rm(claim, { force: true });
      return holder ?? rivals[0]!;
    }
    if (rivals.some(({ token }) => token < mine.token)) {
      await rm(claim, { force: true });
      await sleep(10 + Math.random() * 30);
      await makeFile(claim);
    } else await sleep(3);
  }
}

/** Tells the two answers of {@link lockFolder} apart. */
export function isLock(answer: FolderLock | LockHolder): answer is FolderLock {
  return 'release' in answer;
}

function keep(claim: string, held: string): FolderLock {
  const timer = setInterval(() => {
    const now = new Date();
    // A touch that fails costs nothing on this machine; on another the lock ages, and the next touch mends it.
    for (const file of [claim, held]) utimes(file, now, now).catch(() => undefined);
  }, TOUCH_MS);
  timer.unref();
  return {
    async release() {
      clearInterval(timer);
      await rm(held, { force: true });
      await rm(claim, { force: true });
    },
  };
}

/** Living claims but one's own, the one of them that is marked as held, and the files of the dead. */
async function findRivals(
  folder: string,
  name: string,
  mine: LockHolder,
): Promise<{ rivals: LockHolder[]; holder: LockHolder | undefined; dead: string[] }> {
  const rivals: LockHolder[] = [];
  const marked = new Set<string>();
  const dead: string[] = [];
  for (const file of await readdir(folder)) {
    const found = parseName(name, file);
    if (!found || found.owner.token === mine.token) continue;
    if (!(await isAlive(path.join(folder, file), found.owner))) dead.push(file);
    else if (found.kind === 'held') marked.add(found.owner.token);
    else rivals.push(found.owner);
  }
  return { rivals, holder: rivals.find(({ token }) => marked.has(token)), dead };
}

type Kind = 'claim' | 'held';

/** All there is to know is in the name, so that no file is ever seen half written. */
function fileName(name: string, kind: Kind, { pid, started, token, host }: LockHolder): string {
  return `${name}.${kind}.${pid}.${started}.${token}.${host}`;
}

function parseName(name: string, file: string): { kind: Kind; owner: LockHolder } | undefined {
  if (!file.startsWith(`${name}.`)) return undefined;
  const parts = /^(claim|held)\.(\d+)\.(\d+)\.([0-9a-f]+)\.([\w-]*)$/.exec(file.slice(name.length + 1));
  if (!parts) return undefined;
  const [, kind, pid, started, token, host] = parts;
  return { kind: kind as Kind, owner: { pid: Number(pid), started: started!, token: token!, host: host! } };
}

async function makeFile(file: string): Promise<void> {
  await writeFile(file, '');
}

async function isAlive(file: string, owner: LockHolder): Promise<boolean> {
  if (owner.host === hostname().replaceAll(/[^\w-]/g, '-')) {
    return startOfPid(owner.pid) === owner.started;
  }
  try {
    return Date.now() - (await stat(file)).mtimeMs < DEAD_MS;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw error;
  }
}
