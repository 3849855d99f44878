import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { jobEventRoutes } from '../../src/app/job-event-routes.ts';
import { createJobFeed } from '../../src/contexts/jobs/index.ts';
import type { SubmittedJob } from '../../src/contexts/jobs/index.ts';
import { newId } from '../../src/kernel/ids.ts';
import { createHttpApp } from '../../src/platform/http/create-http-app.ts';
import { listen, type Listener } from '../../src/platform/http/listen.ts';
import { silentLog } from '../../src/platform/log/create-log.ts';
import { createTrace } from '../../src/platform/telemetry/trace.ts';
import { jobsBench, type JobsBench } from '../support/jobs.ts';
import { readEvents } from '../support/read-events.ts';

let bench: JobsBench;
let server: Listener;
/** Each test has a tenant of its own, named by its key. */
let tenant = 700;

async function serve(limit?: number, graceMs = 2000): Promise<Listener> {
  const { operations, runOperation: run, db } = bench;
  const feed = createJobFeed({ database: db.database, log: silentLog, pollMs: 20 });
  const app = createHttpApp({
    operations,
    run,
    auth: async ({ key = '1' }) => ({
      tenant: Number.parseInt(key, 10),
      actor: { kind: 'key', id: key, scopes: key.endsWith('x') ? [] : ['*'] },
    }),
    config: { allowedHosts: [], allowedOrigins: [] },
    health: { contributors: [], version: '1', instance: 'test' },
    log: silentLog,
    trace: createTrace(() => randomBytes(16).toString('hex')),
    newId: () => newId(),
    routes: jobEventRoutes({
      feed,
      operations,
      run,
      log: silentLog,
      ...(limit === undefined ? {} : { limit }),
    }),
  });
  return listen(app, { port: 0, graceMs });
}

beforeAll(async () => {
  bench = await jobsBench();
  server = await serve();
  const worker = bench.worker({ concurrency: 2 });
  await worker.start();
});
afterAll(async () => {
  await server.close();
  await bench.close();
});

const follow = (path: string, headers: Record<string, string> = {}, from = server) =>
  readEvents(`${from.url}/index/jobs${path}`, { 'x-api-key': String(tenant), ...headers });
const enqueue = (kind: string, input: Record<string, unknown> = {}) => bench.enqueue({ kind, input }, tenant);
const ended = async (jobId: string) => {
  for (;;) {
    const job = await bench.get(jobId, tenant);
    if (job.completed_at !== null) return job;
  }
};

test('a stream of all jobs begins with the list and tells each change once, in order', async () => {
  tenant += 1;
  const stream = await follow('/events');
  expect(stream.status).toBe(200);
  expect(await stream.next()).toMatchObject({ event: 'jobs', data: { jobs: [], total: 0 } });
  const jobs = [await enqueue('test.echo'), await enqueue('test.echo'), await enqueue('test.echo')];
  let left = 3;
  const events = await stream.until(({ event }) => event === 'completed' && (left -= 1) === 0);
  for (const job of jobs) {
    const of = events.filter(({ data }) => data['job_id'] === job);
    expect(of.map(({ event }) => event)).toEqual(['running', 'completed']);
  }
  const ids = events.map(({ id }) => Number(id));
  expect(ids).toEqual([...ids].sort((a, b) => a - b));
  expect(new Set(ids).size).toBe(6);
  stream.leave();
});

test('a stream of one job tells its progress and ends with the whole job', async () => {
  tenant += 1;
  const other = await enqueue('test.work', { ms: 600 });
  const jobId = await enqueue('test.work', { ms: 1500 });
  const stream = await follow(`/${jobId.slice(0, 30)}/events`);
  expect(await stream.next()).toMatchObject({ event: 'job', data: { job_id: jobId } });
  const events = await stream.until(({ event }) => event === 'job');
  expect(events.some(({ data }) => data['job_id'] === other)).toBe(false);
  const progress = events.filter(({ event }) => event === 'progress');
  expect(progress.length).toBeGreaterThan(0);
  expect(progress[0]).toMatchObject({
    id: undefined,
    data: { status: 'running', progress: { phase: 'work' } },
  });
  expect(events.at(-2)).toMatchObject({ event: 'completed' });
  expect(events.at(-1)!.data).toMatchObject({ status: 'completed', result: 'worked' });
  expect(await stream.next()).toBeUndefined();
});

test('what people do to jobs is told as well', async () => {
  tenant += 1;
  const stream = await follow('/events');
  await stream.next();
  const jobId = await enqueue('test.work', { ms: 60_000 });
  await stream.until(({ event }) => event === 'running');
  await bench.run('jobs.cancel', { job_id: jobId, force: true }, tenant);
  const events = await stream.until(({ event }) => event === 'cancelled');
  expect(events.map(({ event }) => event).filter((event) => event !== 'progress')).toEqual([
    'cancel_requested',
    'cancelled',
  ]);
  const submitted = await bench.run('jobs.submit_index', { folder_path: bench.folder }, tenant);
  expect(await stream.next()).toMatchObject({
    event: 'queued',
    data: { job_id: (submitted as SubmittedJob).job_id },
  });
  stream.leave();
});

test('a client that comes back is told what it has missed, and nothing twice', async () => {
  tenant += 1;
  const stream = await follow('/events');
  const first = await enqueue('test.echo');
  const [last] = (await stream.until(({ event }) => event === 'running')).slice(-1);
  stream.leave();
  await ended(first);
  const second = await enqueue('test.echo');
  const again = await follow('/events', { 'last-event-id': last!.id! });
  let left = 2;
  const events = await again.until(({ event }) => event === 'completed' && (left -= 1) === 0);
  const told = (jobId: string) =>
    events.filter(({ data }) => data['job_id'] === jobId).map(({ event }) => event);
  expect(told(first)).toEqual(['completed']);
  expect(told(second)).toEqual(['running', 'completed']);
  again.leave();
});

test('more events than are read at a time are all told', async () => {
  tenant += 1;
  await bench.sql('insert into outbox_head (tenant_id, last_seq) values ($1, 1250)', [tenant], tenant);
  await bench.sql(
    `insert into outbox_batch (tenant_id, first_seq, last_seq, events, occurred_at, request_id)
     select $1, min(n), max(n), json_agg(json_build_object(
       'id', gen_random_uuid(), 'type', case when n % 5 = 0 then 'other.v1.Thing' else 'jobs.v1.JobQueued' end,
       'subject', 'job/' || n, 'data', json_build_object('job_id', n::text, 'kind', 'k', 'status', 'queued')) order by n),
       now(), 'r'
     from generate_series(1, 1250) n group by (n - 1) / 50`,
    [tenant],
    tenant,
  );
  const stream = await follow('/events?last_event_id=1');
  const events = await stream.until(({ id }) => id === '1249');
  expect(events).toHaveLength(999);
  stream.leave();
});

test('the stream of a job that has ended ends, and a client that knows the end is sent away', async () => {
  tenant += 1;
  const jobId = await enqueue('test.echo');
  await ended(jobId);
  const stream = await follow(`/${jobId}/events`);
  const snapshot = await stream.next();
  expect(snapshot).toMatchObject({ event: 'job', data: { status: 'completed' } });
  expect(await stream.next()).toBeUndefined();
  const missed = await follow(`/${jobId}/events`, { 'last-event-id': '0' });
  expect((await missed.until(({ event }) => event === 'job')).map(({ event }) => event)).toEqual([
    'running',
    'completed',
    'job',
  ]);
  expect(await missed.next()).toBeUndefined();
  const back = await follow(`/${jobId}/events`, { 'last-event-id': snapshot!.id! });
  expect(back.status).toBe(204);
});

test('tenants see nothing of each other, and a key without the scope sees nothing at all', async () => {
  tenant += 1;
  const jobId = await enqueue('test.echo');
  await ended(jobId);
  const strange = await follow('/events', { 'x-api-key': '990', 'last-event-id': '0' });
  const theirs = await bench.enqueue({ kind: 'test.echo', input: {} }, 990);
  const events = await strange.until(({ event }) => event === 'completed');
  expect(new Set(events.map(({ data }) => data['job_id']))).toEqual(new Set([theirs]));
  strange.leave();
  expect((await follow(`/${jobId}/events`, { 'x-api-key': '990' })).status).toBe(404);
  expect((await follow('/events', { 'x-api-key': '991x' })).status).toBe(403);
});

test('a bad event id is refused, and one that was never given out stands for the newest', async () => {
  tenant += 1;
  expect((await follow('/events?last_event_id=abc')).status).toBe(400);
  const stream = await follow('/events', { 'last-event-id': '999999' });
  const jobId = await enqueue('test.echo');
  expect(await stream.next()).toMatchObject({ event: 'running', data: { job_id: jobId } });
  stream.leave();
});

test('no more streams than allowed are open; one that was left makes room', async () => {
  tenant += 1;
  const small = await serve(2);
  const [first] = await Promise.all([follow('/events', {}, small), follow('/events', {}, small)]);
  const third = await follow('/events', {}, small);
  expect(third.status).toBe(503);
  first.leave();
  for (let status = 503; status !== 200;) ({ status } = await follow('/events', {}, small));
  await small.close();
});

test('a closing server ends its streams and does not wait for their connections', async () => {
  tenant += 1;
  const closing = await serve(undefined, 3_600_000);
  const stream = await follow('/events', {}, closing);
  await stream.next();
  const closed = closing.close();
  expect(await stream.next()).toBeUndefined();
  await closed;
});

test('the description of the API names the streams', async () => {
  const document = (await (await fetch(`${server.url}/openapi.json`)).json()) as {
    paths: Record<string, object>;
  };
  expect(document.paths['/index/jobs/{job_id}/events']).toMatchObject({
    get: { responses: { 200: { content: { 'text/event-stream': {} } } } },
  });
});
