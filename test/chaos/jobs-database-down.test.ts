import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, afterEach, expect, test } from 'vitest';
import type { Job, JobList } from '../../src/contexts/jobs/index.ts';
import { killServer } from '../support/database-home.ts';
import { eventually } from '../support/eventually.ts';
import { processesOf, startKeelson, temporaryFolder, type Running } from '../support/keelson.ts';
import { readEvents, type ReadEvent } from '../support/read-events.ts';

const scratch = temporaryFolder('jobs-down');
const running = new Set<Running>();
let made = 0;

afterEach(async () => {
  await Promise.all([...running].map((one) => one.end('SIGTERM')));
  running.clear();
  await eventually(() => (processesOf(scratch.path).length === 0 ? true : undefined), 'all processes to end');
});
afterAll(() => scratch.remove());

const newHome = (): string => path.join(scratch.path, `home${(made += 1)}`);
function newFolder(): string {
  const folder = path.join(scratch.path, `repo${(made += 1)}`);
  mkdirSync(folder);
  writeFileSync(path.join(folder, 'a.c'), `int f${made}(void) { return 0; }\n`);
  return folder;
}
function start(home: string, args: readonly string[]): Running {
  const program = startKeelson(home, args);
  running.add(program);
  return program;
}
async function serve(home: string, ...flags: string[]): Promise<{ program: Running; url: string }> {
  const program = start(home, ['serve', '--port', '0', ...flags]);
  const [url] = await program.until(/http:\/\/[\d.]+:\d+/);
  return { program, url };
}
async function submit(
  url: string,
  folder: string,
): Promise<{ status: number; body: Record<string, unknown> }> {
  const response = await fetch(`${url}/index`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ folder_path: folder, dry_run: true }),
  });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}
/** The jobs that were asked for here, once every one of them has ended. */
const ended = (url: string): Promise<Job[]> =>
  eventually(
    async () => {
      const response = await fetch(`${url}/index/jobs?limit=200`);
      if (!response.ok) return undefined;
      const list = (await response.json()) as JobList;
      const jobs = list.jobs.filter(({ kind }) => kind === 'indexing.index_repository');
      return jobs.every((job) => job.completed_at !== null) ? jobs : undefined;
    },
    'all jobs to end',
    45_000,
  );

test('SIGKILL of the postmaster while jobs are submitted and run: what was acknowledged is done, once', async () => {
  const home = newHome();
  const { program, url } = await serve(home);
  const folders = Array.from({ length: 36 }, newFolder);
  const acknowledged: string[] = [];
  const refused: { status: number; body: Record<string, unknown> }[] = [];
  const waits: Promise<Response>[] = [];
  for (const round of [0, 1]) {
    const mine = folders.slice(round * 18, (round + 1) * 18);
    let sent = 0;
    const killed = { done: undefined as Promise<void> | undefined };
    const client = async () => {
      for (let folder = mine[sent++]; folder !== undefined; folder = mine[sent++]) {
        const answer = await submit(url, folder);
        if (answer.status === 202) acknowledged.push(folder);
        else refused.push(answer);
        if (answer.status === 202 && waits.length === round) {
          waits.push(fetch(`${url}/index/jobs/${String(answer.body['job_id'])}/wait?timeout_seconds=60`));
        }
        if (sent > 8) killed.done ??= killServer(home);
      }
    };
    await Promise.all([client(), client(), client()]);
    await killed.done;
    await program.until(new RegExp(`(up again[^]*){${round + 1}}`));
    await eventually(
      async () => (await fetch(`${url}/health/ready`)).ok || undefined,
      'the server to be ready',
    );
  }
  const jobs = await ended(url);
  const done = jobs.map((job) => job.folder_path!);
  for (const folder of acknowledged) expect(done).toContain(folder);
  expect(new Set(done).size).toBe(done.length);
  for (const job of jobs) expect(job.status).toBe('completed');
  for (const { status, body } of refused) {
    expect({ status, body }).toMatchObject({ status: 503, body: { detail: expect.any(String) } });
  }
  expect(waits).toHaveLength(2);
  for (const answer of await Promise.all(waits)) {
    expect(answer.status).toBe(200);
    expect(await answer.json()).toMatchObject({ status: 'completed' });
  }
});

test('a stream that is resumed at another server tells each event once, in order', async () => {
  const home = newHome();
  const first = await serve(home, '--no-worker');
  const worker = start(home, ['worker']);
  await worker.until(/is ready/);
  const events: ReadEvent[] = [];
  const stream = await readEvents(`${first.url}/index/jobs/events`);
  for (let n = 0; n < 4; n += 1) expect((await submit(first.url, newFolder())).status).toBe(202);
  events.push(...(await stream.until(({ event }) => event === 'running')));
  first.program.child.kill('SIGKILL');
  await first.program.end('SIGKILL');
  running.delete(first.program);
  const second = await serve(home, '--no-worker');
  expect((await submit(second.url, newFolder())).status).toBe(202);
  const again = await readEvents(`${second.url}/index/jobs/events`, { 'last-event-id': events.at(-1)!.id! });
  const done = () => events.filter(({ event }) => event === 'completed').length;
  while (done() < 5) {
    const event = await again.next();
    if (event === undefined) throw new Error('the stream ended before all jobs did');
    events.push(event);
  }
  again.leave();
  const told = events.filter(({ event }) => ['queued', 'running', 'completed'].includes(event));
  const ids = told.map(({ id }) => Number(id));
  expect(ids).toEqual([...new Set(ids)].sort((a, b) => a - b));
  const jobs = await ended(second.url);
  expect(jobs).toHaveLength(5);
  for (const { job_id: jobId } of jobs) {
    const of = told.filter(({ data }) => data['job_id'] === jobId);
    expect(of.map(({ event }) => event)).toEqual(['queued', 'running', 'completed']);
  }
});
