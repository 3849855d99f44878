import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Job } from '../../src/contexts/jobs/index.ts';
import { eventually } from '../support/eventually.ts';
import { LOOPBACK, sampleHttpApp } from '../support/http-app.ts';
import { jobsBench, type JobsBench } from '../support/jobs.ts';

let bench: JobsBench;
let http: ReturnType<typeof sampleHttpApp>;
let folders = 0;

beforeAll(async () => {
  bench = await jobsBench({ queueCap: 3 });
  http = sampleHttpApp({ operations: bench.operations, run: bench.runOperation });
});
afterAll(() => bench.close());

async function submit(folder: string): Promise<{ response: Response; body: Record<string, unknown> }> {
  await mkdir(folder, { recursive: true });
  const response = await http.request(
    'http://localhost/index',
    {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ folder_path: folder }),
    },
    LOOPBACK,
  );
  return { response, body: (await response.json()) as Record<string, unknown> };
}
const newFolder = (): string => path.join(bench.folder, `repo${(folders += 1)}`);

test('a refusal names the job in the way, or says when to come back; every body has its detail', async () => {
  const folder = newFolder();
  const first = await submit(folder);
  const again = await submit(folder);
  expect(again.response.status).toBe(409);
  expect(again.body).toMatchObject({
    code: 'already_queued',
    job_id: first.body['job_id'],
    detail: expect.stringContaining(String(first.body['job_id'])),
  });
  await submit(newFolder());
  await submit(newFolder());
  const full = await submit(newFolder());
  expect(full.response.status).toBe(503);
  expect(Number(full.response.headers.get('retry-after'))).toBeGreaterThan(0);
  expect(full.body).toMatchObject({ code: 'queue_full', detail: expect.stringContaining('full') });
  for (const [method, target, status] of [
    ['GET', '/index/jobs/0000', 404],
    ['GET', '/index/jobs/none', 400],
    ['GET', '/index/jobs?status=odd', 400],
    ['DELETE', '/index/jobs/0000', 404],
    ['PUT', '/index', 405],
  ] as const) {
    const response = await http.request(`http://localhost${target}`, { method }, LOOPBACK);
    expect(response.status).toBe(status);
    expect(await response.json()).toMatchObject({ detail: expect.stringMatching(/./) });
  }
});

test('a job tells all of itself while it runs, and when it is done', async () => {
  const jobId = await bench.enqueue({ kind: 'test.work', input: { ms: 60_000 }, folderPath: '/x' }, 7);
  expect(await bench.get(jobId, 7)).toMatchObject({
    id: jobId,
    job_id: jobId,
    status: 'queued',
    folder_path: '/x',
    request: { ms: 60_000 },
    created_at: expect.any(String),
    started_at: null,
    completed_at: null,
    error: null,
    progress_percent: 0,
    total_documents: null,
    processed_documents: 0,
    queue_position: 1,
    attempt: 0,
    requested_by: { kind: 'user', id: 'tester' },
    timings: { waited_ms: expect.any(Number), ran_ms: null },
  });
  const worker = bench.worker();
  await worker.start();
  const job = await eventually(async () => {
    const now: Job = await bench.get(jobId, 7);
    return now.progress?.eta_seconds === undefined ? undefined : now;
  }, 'a time that is left');
  expect(job).toMatchObject({ status: 'running', queue_position: null, total_documents: 1000, attempt: 1 });
  expect(job.progress).toMatchObject({ phase: 'work', files_total: 1000, current: expect.any(String) });
  expect(job.progress).not.toHaveProperty('since');
  expect(job.progress).not.toHaveProperty('documents');
  expect(job.progress!.files_per_second).toBeGreaterThan(0);
  expect(job.progress!.elapsed_seconds).toBeGreaterThan(0);
  const queue = await bench.run('jobs.get_queue', {}, 7);
  expect(queue).toMatchObject({
    queued_jobs_count: 0,
    running_jobs_count: 1,
    running_job_id: jobId,
    running_job: { kind: 'test.work', folder_path: '/x', phase: 'work', eta_seconds: expect.any(Number) },
  });
  expect(await bench.run('jobs.get_queue', {}, 8)).toEqual({
    queued_jobs_count: 0,
    running_jobs_count: 0,
    running_job_id: null,
    running_job: null,
  });
  expect(job.processed_documents).toBe(job.progress!.files_done);
  expect(job.progress_percent).toBe(job.progress!.percent);
  expect(job.timings.ran_ms).toBeGreaterThan(0);
  await bench.run('jobs.cancel', { job_id: jobId, force: true }, 7);
  const ended = await eventually(async () => {
    const now: Job = await bench.get(jobId, 7);
    return now.completed_at === null ? undefined : now;
  }, 'the job to end');
  expect(ended.progress).not.toHaveProperty('eta_seconds');
  expect(ended.progress_percent).toBeLessThan(100);
  const span = Date.parse(ended.completed_at!) - Date.parse(ended.started_at!);
  expect(Math.abs(ended.timings.ran_ms! - span)).toBeLessThan(2);
});
