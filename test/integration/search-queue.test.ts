import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createBuildSearch } from '../../src/contexts/indexing/handlers/build-search.ts';
import { search } from '../../src/contexts/indexing/operations/search.ts';
import { createJobs } from '../../src/contexts/jobs/index.ts';
import { silentLog } from '../../src/platform/log/create-log.ts';
import { put } from '../support/c-tree.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import { giveGrams } from '../support/give-grams.ts';
import { jobContext } from '../support/job-context.ts';
import { indexJobs } from '../support/index-jobs.ts';
import { caller, runnerOn } from '../support/runner.ts';

let db: TestDatabase;
const scratch = mkdtempSync(path.join(tmpdir(), 'keelson-search-'));
beforeAll(async () => {
  db = await testDatabase();
});
afterAll(async () => {
  await db.drop();
  rmSync(scratch, { recursive: true, force: true });
});

const context = jobContext();

/** Inputs of the queued jobs that build grams. */
const queued = (): Promise<{ input: { index_id: number } }[]> =>
  db.database.tenant(1, (tx) =>
    tx.query({
      sql: `select input from keelson.job where kind = 'indexing.build_search' and status = 'queued' order by position_key`,
    }),
  );
const git = { hosts: [], roots: [], maxBytes: 1e9 };
const build = (input: { index_id: number }) =>
  createBuildSearch({ database: db.database, home: scratch, git, log: silentLog }).run(
    context,
    input,
    () => undefined,
  );

function index(root: string) {
  return indexJobs(db.database, path.join(scratch, 'home'), root, {}, createJobs().enqueue).index();
}

it('a large index has its grams built by a job of its own, a small one has none', async () => {
  const root = path.join(scratch, 'tree');
  const functions = (count: number) =>
    Array.from({ length: count }, (_, n) => `int f${n}(void) { return 0; }\n`);
  put(root, 'small.c', functions(10).join(''));
  await index(root);
  expect(await queued()).toEqual([]);

  put(root, 'large.c', functions(50_000).join(''));
  await index(root);
  // Nothing has changed; the job is queued already.
  await index(root);
  const jobs = await queued();
  expect(jobs).toHaveLength(1);

  put(root, 'small.c', functions(11).join(''));
  await index(root);
  const [first, second, ...others] = await queued();
  expect(others).toEqual([]);
  // The first index is gone by now, which is no failure.
  expect(await build(first!.input)).toBeNull();
  expect(await build(second!.input)).toMatchObject({ repository: root });
  expect(await build(second!.input)).toBeNull();
}, 60_000);

it('chunks replaced after the grams were built, or while they are, are found', async () => {
  const root = path.join(scratch, 'parts');
  const write = (part: string, name: string) =>
    put(root, `${part}/file.c`, `int ${name}(void) { return 0; }\n`);
  const find = async (query: string) => {
    const answer = (await runnerOn(db.database)(search, caller(), { query, repository: root })) as {
      hits: object[];
    };
    return answer.hits.filter((hit) => !('fuzzy' in hit)).length;
  };
  for (const part of ['fs', 'mm', 'net']) write(part, `${part}_function`);
  await index(root);
  const id = await readyIndex(root);
  expect(await giveGrams(db.database, id)).toBeDefined();

  write('fs', 'brand_new');
  await index(root);
  expect(await readyIndex(root)).toBe(id);
  expect([await find('brand_new'), await find('fs_function'), await find('mm_function')]).toEqual([1, 0, 1]);

  // The second connection is the one that keeps other writers out: names have been read by then.
  let connections = 0;
  const connectOwner = async () => {
    connections += 1;
    if (connections === 2) {
      write('mm', 'newer_still');
      await index(root);
    }
    return db.database.connectOwner();
  };
  expect(await giveGrams(db.database, id, { database: { connectOwner } })).toBeDefined();
  expect(connections).toBe(3);
  expect([await find('newer_still'), await find('mm_function'), await find('brand_new')]).toEqual([1, 0, 1]);
}, 60_000);

async function readyIndex(repository: string): Promise<number> {
  const [row] = await db.database.tenant(1, (tx) =>
    tx.query<{ id: number }>({
      sql: `select id from keelson.code_index where repository = $1 and state = 'ready'`,
      parameters: [repository],
    }),
  );
  return row!.id;
}

it('macros of other chunks are found by what the dictionary says of them, once it has taken their rows', async () => {
  const root = path.join(scratch, 'macros');
  const write = (part: string, text: string) => put(root, `${part}/file.h`, text);
  const places = async (name: string) => {
    const answer = (await runnerOn(db.database)(search, caller(), {
      query: name,
      match: 'exact',
      repository: root,
    })) as { hits: { file: string; line: number }[] };
    return answer.hits.map(({ file, line }) => `${file}:${line}`);
  };
  for (const part of ['fs', 'mm', 'net']) write(part, `#define DEPTH 1\n#define DEPTH_${part} 1\n`);
  await index(root);
  const id = await readyIndex(root);
  expect(await macroRows(id)).toBeGreaterThan(0);
  const all = ['fs/file.h:1', 'mm/file.h:1', 'net/file.h:1'];
  expect(await places('DEPTH')).toEqual(all);
  expect(await giveGrams(db.database, id)).toBeDefined();
  expect(await macroRows(id)).toBe(0);
  expect(await places('DEPTH')).toEqual(all);
  expect(await places('DEPT')).toEqual([]);

  // The grams are gone, the dictionary speaks of a file that has changed, and mm's rows of index_macro are not there.
  write('fs', '#define HEIGHT 1\n\n#define DEPTH_fs 1\n');
  await index(root);
  expect(await readyIndex(root)).toBe(id);
  expect(await places('DEPTH')).toEqual(all.slice(1));
  expect(await places('DEPTH_fs')).toEqual(['fs/file.h:3']);
  expect(await places('DEPTH_mm')).toEqual(['mm/file.h:2']);
  expect(await places('HEIGHT')).toEqual(['fs/file.h:1']);

  expect(await giveGrams(db.database, id)).toBeDefined();
  expect(await macroRows(id)).toBe(0);
  expect(await places('DEPTH')).toEqual(all.slice(1));
  expect(await places('DEPTH_fs')).toEqual(['fs/file.h:3']);
}, 60_000);

async function macroRows(indexId: number): Promise<number> {
  const [row] = await db.database.tenant(1, (tx) =>
    tx.query<{ count: number }>({
      sql: 'select count(*)::int as count from keelson.index_macro where index_id = $1',
      parameters: [indexId],
    }),
  );
  return row!.count;
}
