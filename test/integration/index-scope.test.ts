import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { search } from '../../src/contexts/indexing/operations/search.ts';
import type { RunOperation } from '../../src/platform/run-operation.ts';
import { put } from '../support/c-tree.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import { expectFresh } from '../support/expect-fresh.ts';
import { type IndexJobs, indexJobs } from '../support/index-jobs.ts';
import { chunkFiles, manifestContent } from '../support/index-run.ts';
import { caller, runnerOn } from '../support/runner.ts';

let db: TestDatabase;
let run: RunOperation;
const scratch = mkdtempSync(path.join(tmpdir(), 'keelson-scope-'));
beforeAll(async () => {
  db = await testDatabase();
  run = runnerOn(db.database);
});
afterAll(async () => {
  await db.drop();
  rmSync(scratch, { recursive: true, force: true });
});

let root: string;
let home: string;
let jobs: IndexJobs;
let trees = 0;

/** Which of the tree's functions the index knows. */
const known = async (): Promise<string[]> => {
  const { hits } = (await run(search, caller({ tenant: 1 }), { repository: root, query: 'fn_' })) as {
    hits: { name: string }[];
  };
  return [...new Set(hits.map(({ name }) => name).filter((name) => name.startsWith('fn_')))].sort();
};

beforeEach(() => {
  root = path.join(scratch, `tree-${(trees += 1)}`);
  home = path.join(scratch, `home-${trees}`);
  put(root, 'top.c', 'int fn_top(void) { return 1; }\n');
  put(root, 'fs/read.c', 'int fn_read(void) { return fn_top(); }\n');
  put(root, 'fs/tests/check.c', 'int fn_check(void) { return fn_read(); }\n');
  put(root, 'tool.py', 'def fn_tool():\n    fn_top()\n');
  put(root, 'bin/run', '#!/bin/sh\nfn_run() { true; }\n');
  jobs = indexJobs(db.database, home, root);
});

const ALL = ['fn_check', 'fn_read', 'fn_run', 'fn_tool', 'fn_top'];

test('only files in the scope answer, the manifest says which, and a wider scope brings the others back', async () => {
  const whole = await jobs.index();
  expect(await known()).toEqual(ALL);
  const scope = { include_patterns: ['*.py', 'fs/'], exclude_patterns: ['tests/'] };
  const narrow = await jobs.index(scope);
  expect(narrow).toMatchObject({ files: 2, languages: { c: 1, python: 1 }, skipped: { out_of_scope: 3 } });
  expect(narrow.manifest_id).not.toBe(whole.manifest_id);
  expect(manifestContent(path.dirname(narrow.manifest))).toMatchObject({ scope, totals: { files: 2 } });
  expect(await known()).toEqual(['fn_read', 'fn_tool']);
  await expectFresh(db.database, home, root, scope);
  const again = await jobs.index();
  expect(again.manifest_id).toBe(whole.manifest_id);
  expect(await known()).toEqual(ALL);
  await expectFresh(db.database, home, root);
});

test('another scope over the same files is another manifest; the same scope is no change', async () => {
  const first = await jobs.index({ supported_languages: ['c'] });
  const when = (file: string): string =>
    (JSON.parse(readFileSync(file, 'utf8')) as { created: string }).created;
  const made = when(first.manifest);
  expect((await jobs.index({ supported_languages: ['c'] })).manifest_id).toBe(first.manifest_id);
  expect(when(first.manifest)).toBe(made);
  const other = await jobs.index({ include_patterns: ['*.c'] });
  expect(other.manifest_id).not.toBe(first.manifest_id);
  expect(other.files).toBe(first.files);
  expect(await known()).toEqual(['fn_check', 'fn_read', 'fn_top']);
});

test('a run over the whole folder writes the same bytes whether or not a narrow one came before', async () => {
  const straight = indexJobs(db.database, path.join(home, 'straight'), root);
  const one = await straight.index({ no_load: true });
  await jobs.index({ include_types: ['python'], no_load: true });
  const two = await jobs.index({ no_load: true });
  expect(chunkFiles(path.dirname(two.manifest))).toEqual(chunkFiles(path.dirname(one.manifest)));
  expect(two.manifest_id).toBe(one.manifest_id);
  expect(manifestContent(path.dirname(two.manifest))).not.toHaveProperty('scope');
});

test('scripts without an extension count by their first line; without recursion folders are left alone', async () => {
  await jobs.index({ supported_languages: ['bash'] });
  expect(await known()).toEqual(['fn_run']);
  await jobs.index({ recursive: false });
  expect(await known()).toEqual(['fn_tool', 'fn_top']);
});

test('incremental runs and folding keep to the scope', async () => {
  const scope = { include_patterns: ['fs/'], exclude_patterns: ['tests/'] };
  await jobs.index(scope);
  put(root, 'fs/write.c', 'int fn_write(void) { return 0; }\n');
  put(root, 'fs/tests/more.c', 'int fn_more(void) { return 0; }\n');
  put(root, 'top.c', 'int fn_top2(void) { return 2; }\n');
  const { incremental } = await jobs.index({ ...scope, incremental: true });
  expect(incremental).toEqual({ applied: true, changed: 1, removed: 0, overlays: 1 });
  expect(await known()).toEqual(['fn_read', 'fn_write']);
  expect(await jobs.fold()).toMatchObject({ files: 2 });
  expect(await known()).toEqual(['fn_read', 'fn_write']);
  await expectFresh(db.database, home, root, scope);
});

test('an incremental run with another scope reads all of it, and says so', async () => {
  await jobs.index({ include_patterns: ['fs/'] });
  const { incremental, files } = await jobs.index({ incremental: true });
  expect(incremental).toMatchObject({ applied: false, reason: expect.stringContaining('other files') });
  expect(files).toBe(5);
  expect(await known()).toEqual(ALL);
});

test('a dry run says what would be read, and writes nothing', async () => {
  expect(await jobs.describe({ supported_languages: ['c', 'bash'], exclude_patterns: ['tests/'] })).toEqual({
    dry_run: true,
    repository: root,
    files: 3,
    bytes: expect.any(Number),
    languages: { bash: 1, c: 2 },
    skipped: { out_of_scope: 2 },
    scope: { exclude_patterns: ['tests/'], supported_languages: ['bash', 'c'] },
  });
  expect(() => readdirSync(home)).toThrow();
  const rows = await db.database.tenant(1, (tx) =>
    tx.query({ sql: 'select from keelson.code_index where repository = $1', parameters: [root] }),
  );
  expect(rows).toHaveLength(0);
});

test('a scope that takes nothing is an error that names the scope', async () => {
  await expect(jobs.index({ include_patterns: ['*.rs'] })).rejects.toMatchObject({
    code: 'nothing_to_index',
    message: expect.stringContaining('5 source files'),
    extra: { scope: { include_patterns: ['*.rs'] } },
  });
});
