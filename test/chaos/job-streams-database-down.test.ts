import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { killServer } from '../support/database-home.ts';
import { eventually } from '../support/eventually.ts';
import { type ForeignServer, startForeignServer } from '../support/foreign-server.ts';
import { processesOf, startKeelson, temporaryFolder, type Running } from '../support/keelson.ts';
import { readEvents, type EventReader, type ReadEvent } from '../support/read-events.ts';

const scratch = temporaryFolder('streams-down');
const running = new Set<Running>();
let external: ForeignServer;
let made = 0;

beforeAll(async () => {
  external = await startForeignServer();
});
afterEach(async () => {
  await Promise.all([...running].map((one) => one.end('SIGTERM')));
  running.clear();
  await eventually(() => (processesOf(scratch.path).length === 0 ? true : undefined), 'all processes to end');
});
afterAll(async () => {
  await external.stop();
  scratch.remove();
});

function start(home: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): Running {
  const program = startKeelson(path.join(scratch.path, home), args, env);
  running.add(program);
  return program;
}
async function serve(home: string, flags: readonly string[] = [], env: NodeJS.ProcessEnv = {}) {
  const program = start(home, ['serve', '--port', '0', ...flags], env);
  const [url] = await program.until(/http:\/\/[\d.]+:\d+/);
  return { program, jobs: `${url}/index/jobs`, url };
}
/** Queues a folder of its own; answers the job's id, or undefined when it was refused. */
async function submit(url: string): Promise<string | undefined> {
  const folder = path.join(scratch.path, `repo${(made += 1)}`);
  mkdirSync(folder);
  writeFileSync(path.join(folder, 'a.c'), `int f${made}(void) { return 0; }\n`);
  const response = await fetch(`${url}/index`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ folder_path: folder, dry_run: true }),
  });
  return response.status === 202 ? ((await response.json()) as { job_id: string }).job_id : undefined;
}
const jobOf = ({ data }: ReadEvent): string => String(data['job_id']);
/** Reads until each of the jobs has been said to be completed. */
const untilCompleted = (stream: EventReader, jobs: readonly string[]): Promise<ReadEvent[]> => {
  const left = new Set(jobs);
  return stream.until((event) => event.event === 'completed' && left.delete(jobOf(event)) && left.size === 0);
};
/** What has a number; progress has none. */
const numbered = (events: readonly ReadEvent[]): ReadEvent[] => events.filter(({ id }) => id !== undefined);
/** All that has ever been, up to an event, as a client is told that comes back from before the first. */
async function history(jobs: string, last: ReadEvent): Promise<ReadEvent[]> {
  const stream = await readEvents(`${jobs}/events`, { 'last-event-id': '0' });
  const events = numbered(await stream.until(({ id }) => id === last.id));
  stream.leave();
  return events;
}

test('an open stream goes on by itself after SIGKILLs of the postmaster, and tells all that was committed, once', async () => {
  const { program, jobs, url } = await serve('embedded');
  const stream = await readEvents(`${jobs}/events`);
  expect(await stream.next()).toMatchObject({ event: 'jobs' });
  const told: ReadEvent[] = [];
  for (const round of [1, 2, 3]) {
    const sent = [await submit(url), await submit(url), await submit(url)];
    told.push(...(await stream.until(({ event }) => event === 'running')));
    const killed = killServer(path.join(scratch.path, 'embedded'));
    sent.push(await submit(url), await submit(url));
    await killed;
    await program.until(new RegExp(`(up again[^]*){${round}}`));
    sent.push(await eventually(() => submit(url), 'a job to be taken again'));
    const already = new Set(told.filter(({ event }) => event === 'completed').map(jobOf));
    const left = sent.filter((id): id is string => id !== undefined && !already.has(id));
    told.push(...(await untilCompleted(stream, left)));
  }
  stream.leave();
  const events = numbered(told);
  const all = await history(jobs, events.at(-1)!);
  expect(events).toEqual(all);
  expect(all.map(({ id }) => Number(id))).toEqual(
    [...new Set(all.map(({ id }) => Number(id)))].sort((a, b) => a - b),
  );
  const middle = Math.floor(all.length / 2);
  const again = await readEvents(`${jobs}/events`, { 'last-event-id': all[middle]!.id! });
  expect(numbered(await again.until(({ id }) => id === all.at(-1)!.id))).toEqual(all.slice(middle + 1));
  again.leave();
});

test('streams and a wait outlast a restart of an external PostgreSQL; what is asked meanwhile is told to come back', async () => {
  const env = { KEELSON_DATABASE_URL: await external.makeDatabase({ createRole: true }) };
  const { jobs, url } = await serve('external', ['--no-worker'], env);
  const first = (await submit(url))!;
  const all = await readEvents(`${jobs}/events`);
  const one = await readEvents(`${jobs}/${first}/events`);
  expect(await all.next()).toMatchObject({ event: 'jobs', data: { total: 1 } });
  expect(await one.next()).toMatchObject({ event: 'job', data: { status: 'queued' } });
  const long = fetch(`${jobs}/${first}/wait?timeout_seconds=60`);
  const short = fetch(`${jobs}/${first}/wait?timeout_seconds=6`);
  // Both wait when the job has been looked at for them: a wait that cannot look even once is refused.
  await fetch(`${jobs}/${first}/wait?timeout_seconds=1`);
  await external.halt();
  const refused = [
    await short,
    await fetch(`${jobs}/events`),
    await fetch(`${jobs}/${first}/events`, { headers: { 'last-event-id': '1' } }),
    await fetch(`${jobs}/${first}/wait`),
  ];
  for (const answer of refused) {
    expect(answer.status).toBe(503);
    expect(answer.headers.get('content-type')).toBe('application/problem+json');
    expect(answer.headers.get('retry-after')).toBe('1');
    expect(await answer.json()).toMatchObject({ code: 'database_unavailable' });
  }
  await external.resume();
  const second = await eventually(() => submit(url), 'a job to be taken again');
  await start('worker', ['worker'], env).until(/is ready/);
  const names = (events: readonly ReadEvent[]) =>
    events.map(({ event }) => event).filter((event) => event !== 'progress');
  expect(names(await one.until(({ event }) => event === 'job'))).toEqual(['running', 'completed', 'job']);
  expect(await one.next()).toBeUndefined();
  const told = await untilCompleted(all, [first, second]);
  expect(names(told.filter((event) => jobOf(event) === first))).toEqual(['running', 'completed']);
  expect(names(told.filter((event) => jobOf(event) === second))).toEqual(['queued', 'running', 'completed']);
  all.leave();
  const waited = await long;
  expect(waited.status).toBe(200);
  expect(await waited.json()).toMatchObject({ status: 'completed' });
});
