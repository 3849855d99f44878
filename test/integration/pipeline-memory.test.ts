import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { verifyChunks } from '../../src/contexts/indexing/pipeline/verify-chunks.ts';
import { cSource, put } from '../support/c-tree.ts';
import { chunkFiles, index } from '../support/index-run.ts';

let base: string;
let root: string;
beforeEach(() => {
  base = mkdtempSync(path.join(tmpdir(), 'keelson-memory-'));
  root = path.join(base, 'tree');
});
afterEach(() => rmSync(base, { recursive: true, force: true }));

const out = (name = 'out'): string => path.join(base, name);

test('a thread that has met a huge file is followed by another, and the chunks are the same', async () => {
  const body = Array.from({ length: 2000 }, (_, n) => `\tcallee_${n}(a);\n`).join('');
  const functions = Array.from({ length: 800 }, (_, n) => `int caller_${n}(int a)\n{\n${body}}\n`);
  for (const folder of ['a', 'b', 'c']) put(root, `${folder}/small.c`, cSource(folder, 5000));
  const started: unknown[] = [];
  const note = (worker: unknown): void => void started.push(worker);
  process.on('worker', note);
  try {
    await index(root, out('small'), { parallel: 1 });
    expect(started).toHaveLength(1);
    put(root, 'b/huge.c', functions.join('\n'));
    const run = await index(root, out(), { parallel: 1 });
    expect(started).toHaveLength(3);
    verifyChunks(run.manifestFile);
    for (const name of ['a_001.json', 'c_001.json']) {
      expect(chunkFiles(out())[name]).toBe(chunkFiles(out('small'))[name]);
    }
  } finally {
    process.off('worker', note);
  }
});
