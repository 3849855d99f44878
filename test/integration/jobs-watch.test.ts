import { mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { watchSources } from '../../src/contexts/indexing/index.ts';
import { followFolders, type JobList } from '../../src/contexts/jobs/index.ts';
import { saveWatch } from '../../src/contexts/jobs/store/folder-watches.ts';
import { silentLog } from '../../src/platform/log/create-log.ts';
import { eventually } from '../support/eventually.ts';
import { jobsBench, type JobsBench } from '../support/jobs.ts';

let bench: JobsBench;
/** Each test has a tenant of its own. */
let tenant = 800;
const stops: (() => Promise<void>)[] = [];

beforeAll(async () => {
  bench = await jobsBench();
});
// Whoever follows sees the folders of every tenant.
afterEach(async () => {
  await Promise.all(stops.splice(0).map((stop) => stop()));
  await bench.sql('delete from keelson.folder_watch where tenant_id = $1', [tenant], tenant);
});
afterAll(() => bench.close());

const folderOf = async (name: string) => {
  const folder = path.join(bench.folder, `${tenant}-${name}`);
  await mkdir(folder, { recursive: true });
  return folder;
};
const ask = (folder: string, request: object = {}) =>
  bench.db.database.tenant(tenant, (tx) =>
    saveWatch(tx, tenant, {
      folder,
      request,
      debounceSeconds: 0.05,
      requestedBy: { kind: 'user', id: 'ann', scopes: [] },
    }),
  );
const follow = (owner: string, changes: Partial<Parameters<typeof followFolders>[0]> = {}) => {
  const stop = followFolders({
    database: bench.db.database,
    log: silentLog,
    owner,
    lookMs: 20,
    watchFolder: (folder, watch) => watchSources(folder, watch),
    submit: async (watch) => {
      await bench.run('jobs.submit_change', { folder_path: watch.folder_path }, watch.tenant_id);
    },
    ...changes,
  });
  stops.push(stop);
  return stop;
};
const jobs = async () => ((await bench.run('jobs.list', {}, tenant)) as JobList).jobs;
const watches = async () =>
  (await bench.run('jobs.list_watches', {}, tenant)) as {
    watches: { followed_by: string | null; problem: string | null }[];
  };
/** Plays the worker: ends the queued job of the tenant. */
const finish = () =>
  bench.sql(
    `with ended as (update keelson.job set status = 'completed', completed_at = now()
       where tenant_id = $1 and status = 'queued' returning tenant_id)
     update keelson.job_queue q set queued = queued - 1 from ended e where q.tenant_id = e.tenant_id`,
    [tenant],
    tenant,
  );
const untilJobs = (count: number) =>
  eventually(async () => ((await jobs()).length >= count ? jobs() : undefined), `${count} jobs`);

test('a followed folder is indexed at once and after each burst of changes', async () => {
  tenant += 1;
  const folder = await folderOf('a');
  await ask(folder, { chunk_size: '1MB' });
  const stop = follow('one');
  expect((await untilJobs(1))[0]).toMatchObject({
    kind: 'indexing.index_repository',
    source: 'auto',
    folder_path: folder,
    request: { chunk_size: '1MB', incremental: true, folder_path: folder },
    requested_by: { kind: 'user', id: 'tester' },
  });
  await finish();
  await writeFile(path.join(folder, 'a.c'), 'int a(void) { return 1; }\n');
  await writeFile(path.join(folder, 'b.c'), 'int b(void) { return 1; }\n');
  await untilJobs(2);
  await finish();
  await stop();
  expect(await jobs()).toHaveLength(2);
  expect((await watches()).watches).toMatchObject([{ followed_by: null, problem: null }]);
});

test('a change while a run is under way is queued after it', async () => {
  tenant += 1;
  const folder = await folderOf('a');
  await ask(folder);
  const stop = follow('one');
  await untilJobs(1);
  await writeFile(path.join(folder, 'a.c'), 'int a(void) { return 1; }\n');
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect(await jobs()).toHaveLength(1);
  await finish();
  expect(await untilJobs(2)).toHaveLength(2);
  await finish();
  await stop();
});

test('one worker follows a folder, and another takes over when it has gone', async () => {
  tenant += 1;
  const folder = await folderOf('a');
  await ask(folder);
  const seen: string[] = [];
  const as = (owner: string) =>
    follow(owner, { submit: async () => void seen.push(owner), holdSeconds: 0.5 });
  const [one, two] = [as('one'), as('two')];
  await eventually(async () => (seen.length > 0 ? true : undefined), 'somebody to follow');
  const first = seen[0]!;
  const second = first === 'one' ? 'two' : 'one';
  // Longer than it is held for: who follows keeps it.
  await new Promise((resolve) => setTimeout(resolve, 800));
  expect(new Set(seen)).toEqual(new Set([first]));
  await (first === 'one' ? one : two)();
  await eventually(async () => (seen.includes(second) ? true : undefined), 'the other to follow');
});

test('a worker that vanished is replaced', async () => {
  tenant += 1;
  const folder = await folderOf('a');
  await ask(folder);
  await bench.sql(
    `update keelson.folder_watch set followed_by = 'dead', followed_until = now() + interval '300 ms' where tenant_id = $1`,
    [tenant],
    tenant,
  );
  expect((await watches()).watches).toMatchObject([{ followed_by: 'dead' }]);
  const stop = follow('alive');
  await untilJobs(1);
  await stop();
});

test('it is followed no more when asked, and asking again in another way counts', async () => {
  tenant += 1;
  const folder = await folderOf('a');
  await ask(folder);
  const stop = follow('one');
  await untilJobs(1);
  await finish();
  await ask(folder, { parallel: 2 });
  expect((await untilJobs(2))[0]).toMatchObject({ request: { parallel: 2 } });
  await finish();
  await bench.run('jobs.stop_watching', { folder_path: folder }, tenant);
  await expect(bench.run('jobs.stop_watching', { folder_path: folder }, tenant)).rejects.toMatchObject({
    code: 'watch_not_found',
  });
  await new Promise((resolve) => setTimeout(resolve, 200));
  await writeFile(path.join(folder, 'a.c'), 'int a(void) { return 1; }\n');
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect(await jobs()).toHaveLength(2);
  await stop();
});

test('a folder that has gone is told of and does not stop the others', async () => {
  tenant += 1;
  const [gone, here] = [await folderOf('gone'), await folderOf('here')];
  await rm(gone, { recursive: true });
  await ask(gone);
  await ask(here);
  const stop = follow('one');
  expect((await untilJobs(1))[0]).toMatchObject({ folder_path: here });
  const { watches: all } = await watches();
  expect(all[0]?.problem).toMatch(/gone/);
  await stop();
});

test('folders that another machine has are left alone', async () => {
  tenant += 1;
  const folder = await folderOf('a');
  await ask(folder);
  const stop = follow('one', { serves: () => false });
  await new Promise((resolve) => setTimeout(resolve, 200));
  expect((await watches()).watches).toMatchObject([{ followed_by: null }]);
  await stop();
});
