import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { checkIndexRequest } from '../../src/contexts/indexing/index.ts';
import type { Job, JobList } from '../../src/contexts/jobs/index.ts';
import { newId } from '../../src/kernel/ids.ts';
import { jobsBench, type JobsBench } from '../support/jobs.ts';

let bench: JobsBench;
/** Each test has a tenant of its own, and others to import into. */
let tenant = 500;

beforeAll(async () => {
  bench = await jobsBench({ queueCap: 5, checkRequest: checkIndexRequest });
});
afterAll(() => bench.close());
beforeEach(() => {
  tenant += 10;
});

interface Imported {
  queued: number;
  history: number;
  duplicates: number;
  expired: number;
  skipped: { line: number; code: string; reason: string }[];
  ignored_fields: string[];
}
const bring = (jsonl: string, who = tenant, more: object = {}) =>
  bench.run('jobs.import', { jsonl, ...more }, who) as Promise<Imported>;
const list = (who = tenant) => bench.run('jobs.list', { limit: 200 }, who) as Promise<JobList>;
const jsonl = (...lines: (object | string)[]) =>
  lines.map((line) => `${typeof line === 'string' ? line : JSON.stringify(line)}\n`).join('');
async function folder(name: string): Promise<string> {
  const made = path.join(bench.folder, `t${tenant}`, name);
  await mkdir(made, { recursive: true });
  return made;
}
/** All pages of an export. */
async function written(who = tenant, limit = 2): Promise<string> {
  let text = '';
  let cursor: string | null = null;
  do {
    const page = (await bench.run('jobs.export', { limit, ...(cursor === null ? {} : { cursor }) }, who)) as {
      jsonl: string;
      count: number;
      next_cursor: string | null;
    };
    expect(page.jsonl.split('\n')).toHaveLength(page.count + 1);
    text += page.jsonl;
    cursor = page.next_cursor;
  } while (cursor !== null);
  return text;
}
const ago = (seconds: number): string => new Date(Date.now() - seconds * 1000).toISOString();
const past = (more: object = {}) => ({
  id: newId(),
  status: 'completed',
  folder_path: '/elsewhere',
  request: { folder_path: '/elsewhere', include_code: true },
  created_at: ago(300),
  started_at: ago(200),
  completed_at: ago(100),
  error: null,
  progress_percent: 100,
  total_documents: 12,
  processed_documents: 12,
  queue_position: null,
  ...more,
});
const waiting = (folderPath: string, more: object = {}) => ({
  ...past({ status: 'queued', folder_path: folderPath, request: { folder_path: folderPath }, ...more }),
  started_at: null,
  completed_at: null,
});

test('the file of an older server is taken over: running begins anew, finished is history, ids are remembered', async () => {
  const [a, b] = [await folder('a'), await folder('b')];
  const request = {
    folder_path: a,
    chunk_size: 512,
    chunk_overlap: 50,
    recursive: true,
    include_code: false,
    supported_languages: null,
    include_patterns: ['*.c'],
  };
  const file = jsonl(
    past({ id: 'job_1', status: 'done' }),
    { ...waiting(a, { id: 'job_2', status: 'running', request }), started_at: ago(5), progress_percent: 40 },
    waiting(b, { id: newId().toUpperCase() }),
    past({
      status: 'failed',
      error: 'It broke',
      progress_percent: 30,
      processed_documents: 4,
      completed_at: ago(50),
    }),
  );
  expect(await bring(file)).toEqual({
    queued: 2,
    history: 2,
    duplicates: 0,
    expired: 0,
    skipped: [],
    ignored_fields: ['chunk_overlap', 'chunk_size', 'include_code'],
  });
  const { jobs, queued_count, running_count } = await list();
  expect({ queued_count, running_count }).toEqual({ queued_count: 2, running_count: 0 });
  const [first, second, ...ended] = jobs as [Job, Job, ...Job[]];
  expect(first).toMatchObject({
    status: 'queued',
    imported_id: 'job_2',
    started_at: null,
    progress_percent: 0,
    request: { folder_path: a, recursive: true, include_patterns: ['*.c'] },
  });
  expect(second).toMatchObject({ folder_path: b, imported_id: null, queue_position: 2 });
  expect(ended).toMatchObject([
    { status: 'failed', error: { message: 'It broke' }, progress_percent: 30, processed_documents: 4 },
    { status: 'completed', imported_id: 'job_1', total_documents: 12, processed_documents: 12 },
  ]);
  expect(await bench.events(first.job_id)).toEqual([]);
  expect(await bring(file)).toMatchObject({ queued: 0, history: 0, duplicates: 4 });
  await expect(bench.run('jobs.submit_index', { folder_path: a }, tenant)).rejects.toMatchObject({
    code: 'already_queued',
  });
});

test('export, import into an empty queue, export: the same bytes', async () => {
  const [a, b, c] = [await folder('a'), await folder('b'), await folder('c')];
  const submitted = [a, b, c].map((folder_path) =>
    bench.run('jobs.submit_index', { folder_path, exclude_patterns: ['ö*'], timeout_seconds: 9 }, tenant),
  );
  const jobs = (await Promise.all(submitted)) as { job_id: string }[];
  await bench.run('jobs.cancel', { job_id: jobs[1]!.job_id }, tenant);
  await bring(
    jsonl(
      past({ id: 'job_9' }),
      past({ status: 'failed', error: 'x', error_code: 'y', progress_percent: 3 }),
    ),
  );
  await bench.sql(
    `update keelson.job set error = '{"code":"disk_full","message":"Full"}', created_at = created_at - interval '1.5 ms'
     where job_id = $1`,
    [jobs[0]!.job_id],
    tenant,
  );
  const first = await written();
  expect(first.trimEnd().split('\n')).toHaveLength(5);
  expect(await bring(first, tenant + 1)).toMatchObject({ queued: 2, history: 3, skipped: [] });
  expect(await written(tenant + 1, 500)).toBe(first);
  expect(await bring(await written(tenant + 1), tenant + 2)).toMatchObject({ queued: 2, history: 3 });
  expect(await written(tenant + 2)).toBe(first);
});

test('a broken line is skipped with its number and hides nothing after it', async () => {
  const good = await folder('good');
  const file = jsonl(
    past(),
    '{"id": "torn',
    '',
    past({ status: 'odd' }),
    waiting(path.join(good, 'gone')),
    waiting(good, { request: { folder_path: good, include_types: ['pdf'] } }),
    waiting(good, { request: { folder_path: good, speed: 9 } }),
    waiting(good),
  );
  const answer = await bring(file, tenant, { first_line: 11 });
  expect(answer).toMatchObject({ queued: 1, history: 1 });
  expect(answer.skipped).toEqual([
    { line: 12, code: 'invalid_line', reason: 'it is not JSON' },
    { line: 14, code: 'invalid_line', reason: expect.stringContaining('status') },
    { line: 15, code: 'folder_not_found', reason: expect.any(String) },
    { line: 16, code: 'unknown_type', reason: expect.stringContaining('pdf') },
    { line: 17, code: 'invalid_request', reason: expect.stringContaining('speed') },
  ]);
});

test('the cap, the age of history and one job a folder hold for imports too', async () => {
  const all = await Promise.all(Array.from({ length: 7 }, (_, n) => folder(`f${n}`)));
  const file = jsonl(
    past({ completed_at: ago(90_000) }),
    ...all.map((one) => waiting(one)),
    waiting(`${all[0]}/`),
  );
  const answer = await bring(file);
  expect(answer).toMatchObject({ queued: 5, history: 0, expired: 1, duplicates: 1 });
  expect(answer.skipped.map(({ line, code }) => [line, code])).toEqual([
    [7, 'queue_full'],
    [8, 'queue_full'],
  ]);
  const rows = await bench.sql<{ queued: number }>(
    'select queued from keelson.job_queue where tenant_id = $1',
    [tenant],
    tenant,
  );
  expect(rows[0]?.queued).toBe(5);
  expect((await list()).queued_count).toBe(5);
});

test('imports and submissions at once keep the cap and take each folder once', async () => {
  const all = await Promise.all(Array.from({ length: 4 }, (_, n) => folder(`f${n}`)));
  const file = jsonl(...all.map((one) => waiting(one)));
  await Promise.all([
    bring(file),
    bring(jsonl(...all.map((one) => waiting(one)))),
    ...all.map((folder_path) =>
      bench.run('jobs.submit_index', { folder_path }, tenant).catch(() => undefined),
    ),
  ]);
  const { jobs, queued_count } = await list();
  expect(queued_count).toBe(4);
  expect(new Set(jobs.map((job) => job.folder_path)).size).toBe(4);
});

test('text that no database holds is stored as far as it can be; too many lines are refused', async () => {
  expect(
    await bring(jsonl(past({ id: 'j\0', folder_path: '/a\0b', error: 'x\0y', request: { '\0': '\uD800' } }))),
  ).toMatchObject({
    history: 1,
  });
  await expect(bring('\n'.repeat(501))).rejects.toMatchObject({ code: 'too_many_lines' });
});
