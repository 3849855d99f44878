import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type FolderLock, isLock, lockFolder, type LockHolder } from './lock-folder.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'keelson-lock-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const lock = (): Promise<FolderLock | LockHolder> => lockFolder(folder, 'lock');
const plant = (holder: Partial<LockHolder>): void =>
  writeFileSync(
    path.join(folder, 'lock'),
    JSON.stringify({ pid: 1, started: '0', host: hostname(), token: 'planted', ...holder }),
  );

test('one of many at once gets the lock, the others learn who has it', async () => {
  const answers = await Promise.all(Array.from({ length: 20 }, lock));
  expect(answers.filter(isLock)).toHaveLength(1);
  for (const answer of answers) if (!isLock(answer)) expect(answer.pid).toBe(process.pid);
  await answers.find(isLock)!.release();
  expect(readdirSync(folder)).toEqual([]);
});

test('a released lock can be taken again', async () => {
  const first = await lock();
  if (isLock(first)) await first.release();
  expect(isLock(await lock())).toBe(true);
});

test('the lock of a process that has ended is taken over, by one of many', async () => {
  const child = spawn(process.execPath, ['-e', '']);
  await new Promise((resolve) => child.once('exit', resolve));
  plant({ pid: child.pid! });
  const answers = await Promise.all(Array.from({ length: 10 }, lock));
  expect(answers.filter(isLock)).toHaveLength(1);
});

test.runIf(process.platform === 'linux')(
  'a process that only has the same id is not the holder',
  async () => {
    plant({ pid: process.pid, started: 'long ago' });
    expect(isLock(await lock())).toBe(true);
  },
);

test('a lock file cut off in the middle names nobody', async () => {
  writeFileSync(path.join(folder, 'lock'), '{"pid":');
  expect(isLock(await lock())).toBe(true);
});

test('the lock of another machine counts while it is renewed', async () => {
  plant({ host: 'elsewhere' });
  expect(await lock()).toMatchObject({ host: 'elsewhere' });
  const old = new Date(Date.now() - 120_000);
  utimesSync(path.join(folder, 'lock'), old, old);
  expect(isLock(await lock())).toBe(true);
});

test('releasing does not remove a lock that somebody else has taken over', async () => {
  const mine = await lock();
  plant({ pid: process.ppid, token: 'theirs' });
  if (isLock(mine)) await mine.release();
  expect(readFileSync(path.join(folder, 'lock'), 'utf8')).toContain('theirs');
});
