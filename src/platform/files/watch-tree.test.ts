import { mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AppError } from '../../kernel/errors.ts';
import { watchTree } from './watch-tree.ts';

let root: string;
let close: () => void = () => undefined;
let changes = 0;
const errors: AppError[] = [];

beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), 'keelson-watch-'));
  mkdirSync(path.join(root, 'src/deep'), { recursive: true });
  mkdirSync(path.join(root, 'node_modules'));
  changes = 0;
  errors.length = 0;
  close = watchTree(root, {
    skipFolder: (name) => name === 'node_modules',
    isOfInterest: (name) => name.endsWith('.c'),
    onChange: () => (changes += 1),
    onError: (error) => errors.push(error),
  });
});
afterEach(() => {
  close();
  rmSync(root, { recursive: true, force: true });
  expect(errors).toEqual([]);
});

const write = (name: string): void => writeFileSync(path.join(root, name), 'x');
const settle = (): Promise<unknown> => new Promise((resolve) => setTimeout(resolve, 150));
/** Whether `change` is seen, within ten seconds. */
async function isSeen(change: () => void): Promise<boolean> {
  await settle();
  const before = changes;
  change();
  for (let waited = 0; waited < 1000; waited += 1) {
    if (changes > before) return true;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  return false;
}

describe('watchTree', () => {
  it('sees files change, come and go, at any depth', async () => {
    expect(await isSeen(() => write('src/deep/a.c'))).toBe(true);
    expect(await isSeen(() => write('src/deep/a.c'))).toBe(true);
    expect(await isSeen(() => renameSync(path.join(root, 'src/deep/a.c'), path.join(root, 'b.c')))).toBe(
      true,
    );
    expect(await isSeen(() => rmSync(path.join(root, 'b.c')))).toBe(true);
  });

  it('sees what happens in folders made, moved and made again later', async () => {
    expect(await isSeen(() => mkdirSync(path.join(root, 'new/deeper'), { recursive: true }))).toBe(true);
    expect(await isSeen(() => write('new/deeper/a.c'))).toBe(true);
    expect(await isSeen(() => renameSync(path.join(root, 'new'), path.join(root, 'moved')))).toBe(true);
    expect(await isSeen(() => write('moved/deeper/a.c'))).toBe(true);
    expect(await isSeen(() => rmSync(path.join(root, 'moved'), { recursive: true }))).toBe(true);
    expect(await isSeen(() => mkdirSync(path.join(root, 'new/deeper'), { recursive: true }))).toBe(true);
    expect(await isSeen(() => write('new/deeper/b.c'))).toBe(true);
  });

  it('sees what happens in a folder that was replaced by another of its name', async () => {
    const replace = (): void => {
      rmSync(path.join(root, 'src/deep'), { recursive: true });
      mkdirSync(path.join(root, 'src/deep'));
    };
    expect(await isSeen(replace)).toBe(true);
    expect(await isSeen(() => write('src/deep/c.c'))).toBe(true);
  });

  it('takes no notice of other files, of folders to skip, and of what links lead to', async () => {
    const outside = mkdtempSync(path.join(tmpdir(), 'keelson-outside-'));
    symlinkSync(outside, path.join(root, 'src/link'));
    await settle();
    const before = changes;
    write('notes.txt');
    write('node_modules/a.c');
    writeFileSync(path.join(outside, 'a.c'), 'x');
    await settle();
    await settle();
    expect(changes).toBe(before);
    rmSync(outside, { recursive: true });
  });

  it('says nothing once it is closed', async () => {
    close();
    write('src/deep/a.c');
    await settle();
    expect(changes).toBe(0);
  });

  it('refuses what is not there', () => {
    const watch = (): unknown =>
      watchTree(path.join(root, 'missing'), {
        skipFolder: () => false,
        isOfInterest: () => true,
        onChange: () => undefined,
        onError: () => undefined,
      });
    expect(watch).toThrow(AppError);
  });
});
