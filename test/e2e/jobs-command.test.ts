import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { keelson, startKeelson, temporaryFolder, type Finished, type Running } from '../support/keelson.ts';
import { writeSampleRepository } from '../support/sample-repository.ts';

const scratch = temporaryFolder('jobs');
const home = path.join(scratch.path, 'home');
let server: Running;
let url: string;
let repositories = 0;

beforeAll(async () => {
  server = startKeelson(home, ['serve', '--no-worker', '--port', '0']);
  url = (await server.until(/http:\/\/[\d.]+:\d+/))[0];
});
afterAll(async () => {
  await server.end('SIGTERM');
  scratch.remove();
});

const jobs = (...args: string[]): Promise<Finished> => keelson(home, ['jobs', ...args]);
function newRepository(): string {
  const folder = path.join(scratch.path, `repo${(repositories += 1)}`);
  mkdirSync(folder);
  writeSampleRepository(folder);
  return folder;
}
async function submit(folder = newRepository(), more: object = {}): Promise<string> {
  const response = await fetch(`${url}/index`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ folder_path: folder, ...more }),
  });
  expect(response.status).toBe(202);
  return ((await response.json()) as { job_id: string }).job_id;
}
/** A worker for as long as something is done. */
async function withWorker<Value>(act: () => Promise<Value>): Promise<Value> {
  const worker = startKeelson(home, ['worker']);
  try {
    await worker.until(/is ready/);
    return await act();
  } finally {
    await worker.end('SIGTERM');
  }
}

test('the table has whole ids, any beginning of which names the job', async () => {
  expect(await jobs()).toMatchObject({ code: 0, stdout: 'No jobs.\n' });
  const folder = newRepository();
  const id = await submit(folder, { timeout_seconds: 90 });
  const table = await jobs('--status', 'queued', '--limit', '5');
  expect(table.stdout).toContain(`${id}  queued  ${folder}`);
  expect(table.stdout).toContain('1 in all, 1 queued, 0 running');
  const detail = await jobs(id.slice(0, 20));
  expect(detail).toMatchObject({ code: 0, stderr: '' });
  expect(detail.stdout).toMatch(new RegExp(`Job +${id}`));
  expect(detail.stdout).toMatch(/Place in queue +1/);
  expect(detail.stdout).toMatch(/Time limit +1 min 30 s/);
  expect(JSON.parse((await jobs(id, '--json')).stdout)).toMatchObject({ id, status: 'queued' });
  expect(JSON.parse((await jobs('--json')).stdout)).toMatchObject({ total: 1, jobs: [{ id }] });
  expect(await jobs('--cancel', id)).toMatchObject({ code: 0, stdout: `Job ${id} is cancelled\n` });
  const again = await jobs('--cancel', id, '--json');
  expect(again.code).toBe(1);
  expect(JSON.parse(again.stdout)).toMatchObject({ code: 'job_finished', status: 410 });
});

test('options that contradict each other, and unknown jobs, are told', async () => {
  for (const args of [
    ['--force'],
    ['0197', '--cancel', '0198'],
    ['--cancel', '0197', '--watch'],
    ['0197', '--limit', '3'],
    ['--watch', '--json'],
    ['--status', 'odd'],
    ['export', '--json'],
    ['import', path.join(scratch.path, 'nowhere')],
    ['zebra'],
  ]) {
    const { code, stdout, stderr } = await jobs(...args);
    expect([args, code], stdout + stderr).toEqual([args, 2]);
  }
  expect(await jobs('00000000')).toMatchObject({ code: 1, stdout: '' });
});

test('--watch follows a job to its end, and its exit code says which', async () => {
  const good = await submit();
  const gone = newRepository();
  const bad = await submit(gone, { include_patterns: ['*.nothing'] });
  const cancelled = await submit();
  await jobs('--cancel', cancelled);
  await withWorker(async () => {
    const [done, failed, ended] = await Promise.all([
      jobs(good, '--watch'),
      jobs(bad, '--watch', '--json'),
      jobs(cancelled, '--watch'),
    ]);
    expect(done.code).toBe(0);
    expect(done.stdout).toMatch(/Status +completed/);
    expect(done.stdout).not.toContain('\u001B');
    expect(failed.code).toBe(1);
    expect(JSON.parse(failed.stdout)).toMatchObject({
      status: 'failed',
      error: { code: 'nothing_to_index' },
    });
    expect(ended.code).toBe(1);
  });
});

test('--watch without a terminal prints a line a change, until Ctrl-C', async () => {
  const watch = startKeelson(home, ['jobs', '--watch']);
  const id = await submit();
  await watch.until(new RegExp(`${id}  queued .* place 1`));
  await withWorker(() => watch.until(new RegExp(`${id}  completed`)));
  const lines = watch
    .output()
    .split('\n')
    .filter((line) => line.includes(id));
  expect(new Set(lines.map((line) => line.slice(10))).size).toBe(lines.length);
  expect(await watch.end('SIGINT')).toEqual({ code: 0, signal: null });
});

test('--cancel stops a running job only with --force', async () => {
  const id = await submit(path.resolve('node_modules/typescript/lib'));
  await withWorker(async () => {
    const watch = startKeelson(home, ['jobs', id, '--watch']);
    await watch.until(/running|completed/);
    const refused = await jobs('--cancel', id);
    const stopped = await jobs('--cancel', id, '--force');
    // A fast machine may be done before the question arrives; then both say so.
    expect(refused.stderr).toMatch(/job_running|job_finished/);
    expect(stopped.stdout + stopped.stderr).toMatch(/is being stopped|job_finished/);
    await watch.until(/Status +(?:cancelled|completed)/);
  });
});

test('the queue goes out as a file and comes back, and a broken line is only a warning', async () => {
  const id = await submit();
  const file = path.join(scratch.path, 'jobs.jsonl');
  const exported = await jobs('export', file, '--json');
  expect(JSON.parse(exported.stdout)).toEqual({ file, jobs: expect.any(Number) });
  const text = readFileSync(file, 'utf8');
  expect((await jobs('export')).stdout).toBe(text);
  expect(text.split('\n').at(-2)).toContain(`{"id":"${id}","status":"queued","folder_path":`);
  const nowhere = await jobs('export', path.join(scratch.path, 'none', 'jobs.jsonl'));
  expect(nowhere).toMatchObject({ code: 2, stderr: expect.stringContaining('[file_unwritable]') as string });
  const elsewhere = path.join(scratch.path, 'elsewhere');
  const lines = text.split('\n');
  writeFileSync(
    file,
    [...lines.slice(0, 1), '{"id": "torn', 'x'.repeat(400_000), ...lines.slice(1)].join('\n'),
  );
  const imported = await keelson(elsewhere, ['jobs', 'import', file, '--json']);
  expect(imported.code).toBe(0);
  expect(imported.stderr).toContain('line 2 was skipped: it is not JSON [invalid_line]');
  expect(imported.stderr).toContain('line 3 was skipped: it has more than');
  expect(JSON.parse(imported.stdout)).toMatchObject({ queued: 1, skipped: [{ line: 2 }, { line: 3 }] });
  expect((await keelson(elsewhere, ['jobs', 'export'])).stdout).toBe(text);
});
