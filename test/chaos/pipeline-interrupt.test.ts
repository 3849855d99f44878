import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { AppError } from '../../src/kernel/errors.ts';
import type { IndexSink } from '../../src/contexts/indexing/pipeline/index-sink.ts';
import { verifyChunks } from '../../src/contexts/indexing/pipeline/verify-chunks.ts';
import { cSource, put, putCTree } from '../support/c-tree.ts';
import { chunkFiles, failureOf, index, leftovers, meanwhile, recordingSink } from '../support/index-run.ts';

let base: string;
let root: string;
beforeEach(() => {
  base = mkdtempSync(path.join(tmpdir(), 'keelson-interrupt-'));
  root = path.join(base, 'tree');
});
afterEach(() => rmSync(base, { recursive: true, force: true }));

const out = (name = 'out'): string => path.join(base, name);

test('while chunk files change there is no manifest, nor when the run fails', async () => {
  putCTree(root, 0.3);
  await index(root, out());
  put(root, 'mm/file_1.c', cSource('edited', 9000));
  const sink = { ...recordingSink(), commitChunk: () => Promise.reject(new Error('lost')) };
  expect(await failureOf(index(root, out(), { sink }))).toMatchObject({ message: 'lost' });
  expect(readdirSync(out())).not.toContain('manifest.json');
});

test('what dead runs were writing is removed before anything is written', async () => {
  put(root, 'a.c', 'int a;\n');
  const temporary = '.root_001.json.4711-0badcafe.tmp';
  put(out(), temporary, 'x'.repeat(1000));
  let seen: string[] = [];
  await index(
    root,
    out(),
    meanwhile(() => {
      seen = readdirSync(out());
    }),
  );
  expect(seen).not.toContain(temporary);
});

test('two runs into one folder: the second is refused while the first is at work', async () => {
  putCTree(root, 0.5);
  let second: Promise<AppError> | undefined;
  await index(
    root,
    out(),
    meanwhile(() => {
      second = failureOf(index(root, out()));
    }),
  );
  expect(await second).toMatchObject({ kind: 'conflict', code: 'output_busy', extra: { pid: process.pid } });
  expect((await index(root, out())).unchanged).toBe(true);
  expect(leftovers(out())).toEqual([]);
});

test.each([[0], [1], [30], [120]])(
  'a run that is cancelled after %i ms leaves no manifest and nothing half written',
  async (delay) => {
    putCTree(root, 4);
    const controller = new AbortController();
    const timer = setTimeout(() => controller.abort(), delay);
    const error = await failureOf(index(root, out(), { signal: controller.signal, chunkSize: 100_000 }));
    clearTimeout(timer);
    expect(error.name).toBe('AbortError');
    expect(leftovers(out())).toEqual([]);
    expect(readdirSync(out())).not.toContain('manifest.json');
    const run = await index(root, out(), { chunkSize: 100_000 });
    verifyChunks(run.manifestFile);
    await index(root, out('fresh'), { chunkSize: 100_000 });
    expect(chunkFiles(out())).toEqual(chunkFiles(out('fresh')));
  },
);

test('when the database refuses rows the run fails with its error, and can be repeated', async () => {
  putCTree(root, 1);
  const sink = { ...recordingSink(), rows: () => Promise.reject(new Error('no more rows')) };
  expect(await failureOf(index(root, out(), { sink }))).toMatchObject({ message: 'no more rows' });
  expect(leftovers(out())).toEqual([]);
  verifyChunks((await index(root, out())).manifestFile);
});

test('a slow database slows the scan down; it does not fill memory or stall', async () => {
  putCTree(root, 4);
  let waiting = 0;
  let most = 0;
  const sink: IndexSink = {
    ...recordingSink(),
    async rows(_, { bytes }) {
      waiting += bytes.byteLength;
      most = Math.max(most, waiting);
      await new Promise((resolve) => setTimeout(resolve, 5));
      waiting -= bytes.byteLength;
    },
  };
  await index(root, out(), { sink, chunkSize: 200_000, parallel: 3 });
  expect(most).toBeLessThan(100_000_000);
});
