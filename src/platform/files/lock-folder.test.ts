import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type FolderLock, isLock, lockFolder, type LockHolder } from './lock-folder.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'keelson-lock-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const here = hostname().replaceAll(/[^\w-]/g, '-');
const lock = (): Promise<FolderLock | LockHolder> => lockFolder(folder, 'lock');
const many = (count: number): Promise<(FolderLock | LockHolder)[]> =>
  Promise.all(Array.from({ length: count }, lock));
/** Leaves the files of a holder, and returns them. */
function plant(owner: Partial<LockHolder>): string[] {
  const { pid, started, token, host } = { pid: 1, started: '0', token: '00', host: here, ...owner };
  const files = ['claim', 'held'].map((kind) =>
    path.join(folder, `lock.${kind}.${pid}.${started}.${token}.${host}`),
  );
  for (const file of files) writeFileSync(file, '');
  return files;
}
/** Id of a process that has ended. */
async function deadProcess(): Promise<number> {
  const child = spawn(process.execPath, ['-e', '']);
  await new Promise((resolve) => child.once('exit', resolve));
  return child.pid!;
}

test('one of many at once gets the lock, the others learn who has it', async () => {
  for (let round = 0; round < 5; round += 1) {
    const answers = await many(20);
    expect(answers.filter(isLock)).toHaveLength(1);
    for (const answer of answers) if (!isLock(answer)) expect(answer.pid).toBe(process.pid);
    await answers.find(isLock)!.release();
    expect(readdirSync(folder)).toEqual([]);
  }
});

test('nobody ever has it together with somebody else', async () => {
  let holders = 0;
  let most = 0;
  let taken = 0;
  const contend = async (): Promise<void> => {
    for (let round = 0; round < 20; round += 1) {
      const answer = await lock();
      if (!isLock(answer)) continue;
      holders += 1;
      taken += 1;
      most = Math.max(most, holders);
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 4));
      holders -= 1;
      await answer.release();
    }
  };
  await Promise.all(Array.from({ length: 8 }, contend));
  expect(most).toBe(1);
  expect(taken).toBeGreaterThan(5);
});

test('what dead processes left counts for nothing, for one of many, and is removed', async () => {
  plant({ pid: await deadProcess(), token: 'aa' });
  plant({ pid: await deadProcess(), token: '01' });
  const answers = await many(10);
  expect(answers.filter(isLock)).toHaveLength(1);
  await answers.find(isLock)!.release();
  expect(readdirSync(folder)).toEqual([]);
});

test.runIf(process.platform === 'linux')(
  'a process that only has the same id is not the holder',
  async () => {
    plant({ pid: process.pid, started: '12345' });
    expect(isLock(await lock())).toBe(true);
  },
);

test.runIf(process.platform === 'linux')('a holder that is dead and not yet buried is dead', async () => {
  // A shell that becomes a program which never asks for its children leaves them as zombies.
  const parent = spawn('sh', ['-c', 'sleep 0.01 & echo $!; exec sleep 60'], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  try {
    const [output] = (await once(parent.stdout, 'data')) as [Buffer];
    const pid = Number(output.toString());
    const fields = () => readFileSync(`/proc/${pid}/stat`, 'latin1').split(') ')[1]!.split(' ');
    while (fields()[0] !== 'Z') await sleep(5);
    plant({ pid, started: fields()[19]! });
    expect(isLock(await lock())).toBe(true);
  } finally {
    parent.kill('SIGKILL');
  }
});

test('files that only look alike are let be', async () => {
  const names = ['locksmith', 'lock.claim.x', 'lock', 'lock.held'];
  for (const name of names) writeFileSync(path.join(folder, name), '');
  const answer = await lock();
  if (isLock(answer)) await answer.release();
  expect(readdirSync(folder).sort()).toEqual(names.sort());
});

test('the lock of another machine counts while it is renewed', async () => {
  const files = plant({ host: 'elsewhere' });
  expect(await lock()).toMatchObject({ host: 'elsewhere', pid: 1 });
  const old = new Date(Date.now() - 120_000);
  for (const file of files) utimesSync(file, old, old);
  expect(isLock(await lock())).toBe(true);
});

test('somebody who claims it and does not go on is named after a while', async () => {
  const [, held] = plant({ host: 'elsewhere' });
  rmSync(held!);
  expect(await lock()).toMatchObject({ host: 'elsewhere' });
  expect(readdirSync(folder)).toHaveLength(1);
});
