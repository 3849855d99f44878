import { mkdirSync, mkdtempSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type StatBatch, workOn } from './stat-batch.ts';
import { createPathStats, type StatHelpers } from './stat-paths.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), 'keelson-stat-'));
});
afterEach(() => rmSync(root, { recursive: true }));

/** Three batches of paths: files of growing size, a folder, a link, a loop of links, and a path to nothing. */
function fillTree(): string[] {
  const names = Array.from({ length: 1_100 }, (_, at) => `${at}.c`);
  for (const [at, name] of names.entries()) writeFileSync(path.join(root, name), 'x'.repeat(at % 7));
  mkdirSync(path.join(root, 'folder.c'));
  symlinkSync('0.c', path.join(root, 'link.c'));
  symlinkSync('loop.c', path.join(root, 'loop.c'));
  return [
    ...names.slice(0, 600),
    'folder.c',
    'link.c',
    'loop.c',
    'none.c',
    'loop.c/x.c',
    ...names.slice(600),
  ];
}

function statAll(
  paths: string[],
  helpers?: StatHelpers,
): ReturnType<ReturnType<typeof createPathStats>['finish']> {
  const stats = createPathStats(root, helpers);
  for (const name of paths) stats.add(name);
  return stats.finish();
}

test('what paths are comes in their order, however many batches they make', () => {
  const paths = fillTree();
  const found = statAll(paths);
  expect(found).toHaveLength(paths.length);
  expect(found.slice(600, 605).map(({ kind }) => kind)).toEqual([
    'folder',
    'symlink',
    'symlink',
    'gone',
    'unreadable',
  ]);
  expect(found[606]).toEqual({ kind: 'file', size: 601 % 7, mtimeMs: statSync(`${root}/601.c`).mtimeMs });
  expect(statAll([])).toEqual([]);
});

test('it is the same whoever looked: a helper, this thread, or this thread after a helper that never ended', () => {
  const paths = fillTree();
  const alone = statAll(paths);
  const offered: StatBatch[] = [];
  const eager: StatHelpers = {
    help: (batch) => {
      offered.push(batch);
      workOn(batch);
    },
  };
  expect(statAll(paths, eager)).toEqual(alone);
  expect(offered).toHaveLength(3);
  let left = 0;
  const dying: StatHelpers = {
    help: ({ buffer }) => {
      if (left++ === 1) Atomics.store(new Int32Array(buffer, 0, 1), 0, 1);
    },
  };
  expect(statAll(paths, dying)).toEqual(alone);
});
