import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, renameSync, rmSync, utimesSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { getSymbol } from '../../src/contexts/indexing/operations/get-symbol.ts';
import { listCallers } from '../../src/contexts/indexing/operations/list-callers.ts';
import { listRepositories } from '../../src/contexts/indexing/operations/list-repositories.ts';
import { search } from '../../src/contexts/indexing/operations/search.ts';
import { AppError } from '../../src/kernel/errors.ts';
import type { AnyOperation } from '../../src/kernel/operation.ts';
import type { RunOperation } from '../../src/platform/run-operation.ts';
import { put } from '../support/c-tree.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import { expectFresh } from '../support/expect-fresh.ts';
import { readContent } from '../support/index-content.ts';
import { type IndexJobs, indexJobs } from '../support/index-jobs.ts';
import { chunkFiles } from '../support/index-run.ts';
import { asOwner, digestIndex, indexStates } from '../support/index-state.ts';
import { caller, runnerOn } from '../support/runner.ts';

let db: TestDatabase;
let run: RunOperation;
const scratch = mkdtempSync(path.join(tmpdir(), 'keelson-incremental-'));
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

const git = (...args: string[]): string =>
  execFileSync('git', ['-c', 'user.name=Test', '-c', 'user.email=test@example.invalid', ...args], {
    cwd: root,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  }).trim();
const ask = (operation: AnyOperation, input: object, tenant = 1): Promise<Record<string, unknown>> =>
  run(operation, caller({ tenant }), { repository: root, ...input }) as Promise<Record<string, unknown>>;
const callers = async (symbol: string): Promise<unknown[]> => {
  const { callers: sites, total } = (await ask(listCallers, { symbol })) as {
    callers: { name: string; call_site: { file: string; line: number } }[];
    total: number;
  };
  expect(sites).toHaveLength(total);
  return sites.map(({ name, call_site: { file, line } }) => `${name} ${file}:${line}`);
};

beforeEach(() => {
  root = path.join(scratch, `tree-${(trees += 1)}`);
  home = path.join(scratch, `home-${trees}`);
  put(root, 'fs/read.c', 'int vfs_read(void)\n{\n\treturn check() + check();\n}\n#define READ_MAX 5\n');
  put(root, 'fs/open.c', 'int do_open(void)\n{\n\treturn vfs_read();\n}\n');
  put(root, 'mm/slab.c', 'void kfree(void *p)\n{\n\tcheck();\n}\nEXPORT_SYMBOL(kfree);\n');
  git('init', '-q');
  git('add', '.');
  git('commit', '-qm', 'first');
  jobs = indexJobs(db.database, home, root);
});

describe('an incremental run', () => {
  it('indexes as a whole where there is no index, and says so', async () => {
    const { files, incremental } = await jobs.update();
    expect(files).toBe(3);
    expect(incremental).toEqual({
      applied: false,
      reason: 'there was no index of it yet',
      changed: 0,
      removed: 0,
      overlays: 0,
    });
    await expect(jobs.index({ incremental: true, force: true })).rejects.toMatchObject({
      code: 'invalid_input',
    });
  });

  it('makes uncommitted edits, new, renamed and deleted files answer, and leaves chunk files alone', async () => {
    const { manifest } = await jobs.index();
    const before = chunkFiles(path.dirname(manifest));
    put(root, 'fs/read.c', '\nint vfs_read(void)\n{\n\treturn check() + kfree(0);\n}\n#define READ_MIN 1\n');
    put(root, 'fs/new.c', 'int fresh_fn(void)\n{\n\treturn check();\n}\n');
    renameSync(path.join(root, 'fs/open.c'), path.join(root, 'fs/opened.c'));
    rmSync(path.join(root, 'mm/slab.c'));
    const { incremental, ...result } = await jobs.update();
    expect(incremental).toEqual({ applied: true, changed: 3, removed: 2, overlays: 5 });
    expect(result).toMatchObject({ files: 3, symbols: 3, calls: 4, entrypoints: 0, languages: { c: 3 } });
    expect(await callers('check')).toEqual(['fresh_fn fs/new.c:3', 'vfs_read fs/read.c:4']);
    expect(await callers('vfs_read')).toEqual(['do_open fs/opened.c:3']);
    expect(await callers('kfree')).toEqual(['vfs_read fs/read.c:4']);
    await expect(ask(getSymbol, { name: 'kfree' })).rejects.toMatchObject({ code: 'symbol_not_found' });
    await expect(ask(getSymbol, { name: 'READ_MAX' })).rejects.toMatchObject({ code: 'symbol_not_found' });
    expect(await ask(getSymbol, { name: 'READ_MIN' })).toMatchObject({
      matches: [{ file: 'fs/read.c', line: 6 }],
    });
    expect(await ask(search, { query: 'open' })).toMatchObject({
      hits: [{ file: 'fs/opened.c' }, { file: 'fs/opened.c' }],
      total: 2,
    });
    expect(await ask(search, { query: 'slab' })).toMatchObject({ total: 0 });
    expect(chunkFiles(path.dirname(manifest))).toEqual(before);
    await expectFresh(db.database, home, root);
  });

  it('tells in each answer how fresh the index is', async () => {
    await jobs.index();
    const first = git('rev-parse', 'HEAD');
    const { index } = await ask(getSymbol, { name: 'kfree' });
    expect(index).toEqual({ indexed_at: expect.any(String), commit: first, overlays: 0 });
    put(root, 'fs/open.c', 'int other(void) { return 1; }\n');
    git('commit', '-qam', 'second');
    await jobs.update();
    const fresh = {
      indexed_at: (index as { indexed_at: string }).indexed_at,
      updated_at: expect.any(String),
      commit: git('rev-parse', 'HEAD'),
      overlays: 1,
    };
    expect(git('rev-parse', 'HEAD')).not.toBe(first);
    expect((await ask(getSymbol, { name: 'kfree' }))['index']).toEqual(fresh);
    expect((await ask(listCallers, { symbol: 'check' }))['index']).toEqual(fresh);
    expect((await ask(search, { query: 'kfree' }))['index']).toEqual(fresh);
    const { repositories } = (await run(listRepositories, caller(), {})) as {
      repositories: { path: string }[];
    };
    expect(repositories.find((one) => one.path === root)).toMatchObject({ index: fresh, files: 3 });
  });

  it('follows a switch of branches there and back, and changes nothing when nothing has changed', async () => {
    git('checkout', '-qb', 'other');
    put(root, 'fs/open.c', 'int do_open(void)\n{\n\treturn 0;\n}\n');
    git('rm', '-q', 'mm/slab.c');
    git('commit', '-qam', 'other');
    git('checkout', '-q', '-');
    await jobs.index();
    const before = await readContent(db.database, root);
    git('checkout', '-q', 'other');
    expect((await jobs.update()).incremental).toMatchObject({ applied: true, changed: 1, removed: 1 });
    expect(await callers('vfs_read')).toEqual([]);
    await expectFresh(db.database, home, root);
    git('checkout', '-q', '-');
    expect((await jobs.update()).incremental).toMatchObject({ applied: true, changed: 2, removed: 0 });
    expect(await readContent(db.database, root)).toEqual(before);
    const { index } = await ask(getSymbol, { name: 'kfree' });
    expect((await jobs.update()).incremental).toMatchObject({ applied: true, changed: 0, removed: 0 });
    expect((await ask(getSymbol, { name: 'kfree' }))['index']).toEqual(index);
  });

  it('reads everything when much has changed', async () => {
    for (let at = 0; at < 250; at += 1)
      put(root, `many/f${at}.c`, `int many_${at}(void) { return ${at}; }\n`);
    await jobs.index();
    for (let at = 0; at < 201; at += 1) utimesSync(path.join(root, `many/f${at}.c`), 1, 1);
    expect((await jobs.update()).incremental).toMatchObject({
      applied: false,
      reason: '201 of 253 files have changed',
    });
    expect((await jobs.update()).incremental).toMatchObject({ applied: true, changed: 0 });
  });

  it('belongs to its tenant alone', async () => {
    await jobs.index();
    await jobs.index({}, 2);
    const other = await readContent(db.database, root, 2);
    put(root, 'fs/open.c', 'int changed(void) { return 1; }\n');
    await jobs.update();
    expect(await readContent(db.database, root, 2)).toEqual(other);
    expect(await ask(getSymbol, { name: 'do_open' }, 2)).toMatchObject({ total: 1, index: { overlays: 0 } });
    await expect(ask(getSymbol, { name: 'changed' }, 2)).rejects.toMatchObject({ code: 'symbol_not_found' });
    for (const table of ['index_source', 'index_overlay']) {
      const seen = (tenant: number): Promise<unknown[]> =>
        db.database.tenant(3, (tx) =>
          tx.query({ sql: `select from keelson.${table} where tenant_id = ${tenant}` }),
        );
      expect(await seen(1)).toEqual([]);
    }
  });
});

describe('an incremental run in a bad moment', () => {
  it('changes nothing without its lease', async () => {
    await jobs.index();
    const before = await readContent(db.database, root);
    put(root, 'fs/open.c', 'int changed(void) { return 1; }\n');
    const lost = indexJobs(db.database, home, root, {
      assertLease: () => Promise.reject(new AppError('conflict', 'lease_lost', 'taken')),
    });
    await expect(lost.update()).rejects.toMatchObject({ code: 'lease_lost' });
    expect(await readContent(db.database, root)).toEqual(before);
  });

  it('starts again when the index has changed under it', async () => {
    await jobs.index();
    put(root, 'fs/open.c', 'int changed(void) { return 1; }\n');
    let times = 0;
    const disturbed = indexJobs(db.database, home, root, {
      async assertLease() {
        times += 1;
        if (times > 1) return;
        await asOwner(db.database, (owner) =>
          owner.query({
            sql: `update keelson.code_index set revision = revision + 1 where repository = $1 and state = 'ready'`,
            parameters: [root],
          }),
        );
      },
    });
    expect((await disturbed.update()).incremental).toMatchObject({ applied: true, changed: 1 });
    expect(times).toBe(2);
    await expectFresh(db.database, home, root);
  });

  it('runs beside others and a whole run, and the last word is the folder', async () => {
    await jobs.index();
    for (let round = 0; round < 4; round += 1) {
      put(root, 'fs/open.c', `int round_${round}(void)\n{\n\treturn vfs_read();\n}\n`);
      put(root, `fs/extra_${round}.c`, `int extra_${round}(void)\n{\n\treturn vfs_read();\n}\n`);
      await Promise.all([jobs.update(), jobs.update(), round % 2 === 0 ? jobs.index() : jobs.update()]);
      expect(await ask(getSymbol, { name: `extra_${round}` })).toMatchObject({ total: 1 });
    }
    await expectFresh(db.database, home, root);
  });
});

describe('a whole run, or folding, after incremental ones', () => {
  it.each(['index', 'fold'] as const)('%s gives exactly the rows of a fresh index', async (how) => {
    for (let at = 0; at < 10; at += 1)
      put(root, `more${at}/f.c`, `int more_${at}(void)\n{\n\treturn kfree(0);\n}\n`);
    const { manifest } = await jobs.index();
    const before = chunkFiles(path.dirname(manifest));
    const [{ id: first } = { id: 0 }] = await readyIndexes();
    rmSync(path.join(root, 'more9'), { recursive: true });
    put(root, 'fs/open.c', 'int changed(void)\n{\n\treturn kfree(0);\n}\n');
    await jobs.update();
    await jobs[how]();
    const after = chunkFiles(path.dirname(manifest));
    expect(Object.keys(after).filter((name) => after[name] !== before[name])).toEqual(['fs_001.json']);
    expect(Object.keys(before).filter((name) => !(name in after))).toEqual(['more9_001.json']);
    const [{ id: folded } = { id: 0 }] = await readyIndexes();
    expect((await ask(getSymbol, { name: 'kfree' }))['index']).toMatchObject({ overlays: 0 });
    expect(folded, 'most chunks stay, so the index does').toBe(first);
    const digest = await digestIndex(db.database, folded);
    await jobs.index({ force: true });
    const [{ id: fresh } = { id: 0 }] = await readyIndexes();
    expect(fresh).not.toBe(folded);
    expect(await digestIndex(db.database, fresh)).toBe(digest);
    expect(await jobs.fold()).toBeNull();
  });

  it('is not fooled by a manifest that is the old one again', async () => {
    await jobs.index();
    const text = readFileSync(path.join(root, 'fs/open.c'));
    put(root, 'fs/open.c', 'int changed(void) { return 1; }\n');
    await jobs.update();
    put(root, 'fs/open.c', text);
    await jobs.index();
    expect(await callers('vfs_read')).toEqual(['do_open fs/open.c:3']);
    await expect(ask(getSymbol, { name: 'changed' })).rejects.toMatchObject({ code: 'symbol_not_found' });
  });

  it('remembers new times of files whose content is the same', async () => {
    await jobs.index();
    utimesSync(path.join(root, 'fs/open.c'), 5, 5);
    await jobs.index();
    expect((await jobs.update()).incremental).toMatchObject({ applied: true, changed: 0 });
  });
});

async function readyIndexes(): Promise<{ id: number }[]> {
  const states = new Map((await indexStates(db.database)).map(({ id, state }) => [id, state]));
  const own = await asOwner(db.database, (owner) =>
    owner.query<{ id: number }>({
      sql: 'select id from keelson.code_index where repository = $1',
      parameters: [root],
    }),
  );
  return own.filter(({ id }) => states.get(id) === 'ready');
}
