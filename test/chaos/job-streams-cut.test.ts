import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { jobEventRoutes } from '../../src/app/job-event-routes.ts';
import { createJobFeed } from '../../src/contexts/jobs/index.ts';
import type { SubmittedJob } from '../../src/contexts/jobs/index.ts';
import { systemClock } from '../../src/kernel/clock.ts';
import { newId } from '../../src/kernel/ids.ts';
import { openDatabase } from '../../src/platform/db/open-database.ts';
import type { Database } from '../../src/platform/db/types.ts';
import { listen, type Listener } from '../../src/platform/http/listen.ts';
import { silentLog } from '../../src/platform/log/create-log.ts';
import { createRunner } from '../../src/platform/run-operation.ts';
import { createTrace } from '../../src/platform/telemetry/trace.ts';
import { proxyDatabase, type DatabaseProxy } from '../support/database-proxy.ts';
import { sampleHttpApp } from '../support/http-app.ts';
import { jobsBench, type JobsBench } from '../support/jobs.ts';
import { readEvents } from '../support/read-events.ts';

/** Long enough to do something between two looks. */
const POLL_MS = 600;

let bench: JobsBench;
let proxy: DatabaseProxy;
/** The streams' way to the database, through the proxy. */
let database: Database;
let server: Listener;
let made = 0;

beforeAll(async () => {
  bench = await jobsBench();
  proxy = await proxyDatabase(bench.db.target);
  database = openDatabase(proxy.target);
  const { operations } = bench;
  const feed = createJobFeed({ database, log: silentLog, pollMs: POLL_MS });
  const run = createRunner({
    database,
    clock: systemClock,
    newId,
    log: silentLog,
    trace: createTrace(() => '0'.repeat(32)),
  });
  const routes = jobEventRoutes({ feed, operations, run, log: silentLog });
  server = await listen(sampleHttpApp({ operations, run, routes }), { port: 0, graceMs: 2000 });
});
afterAll(async () => {
  await server.close();
  await database.close();
  await bench.close();
  await proxy.close();
});

const follow = (of: string, headers: Record<string, string> = {}) =>
  readEvents(`${server.url}/index/jobs${of}/events`, headers);
/** Queues a folder, past the proxy; answers the job's id. */
async function submit(): Promise<string> {
  const folder = path.join(bench.folder, `repo${(made += 1)}`);
  await mkdir(folder);
  return ((await bench.run('jobs.submit_index', { folder_path: folder })) as SubmittedJob).job_id;
}

test('changes that were read over a connection that then broke are told all the same', async () => {
  const stream = await follow('');
  await stream.next();
  // What is told now was either there when the stream began or found by a look; the next is certainly found by one.
  await submit();
  await stream.next();
  // A look that fails is followed by a pause, in which there comes to be something to read.
  await proxy.cutAt({ statement: 'jobs_read_progress', when: 'sent' });
  const first = await submit();
  await proxy.cutAt({ statement: 'jobs_read_progress', when: 'committed' });
  const second = await submit();
  expect(await stream.next()).toMatchObject({ event: 'queued', data: { job_id: first } });
  expect(await stream.next()).toMatchObject({ event: 'queued', data: { job_id: second } });
  stream.leave();
});

test('a stream that was cut from the database while it told what was missed goes on', async () => {
  const jobId = await submit();
  const cut = proxy.cutAt({ statement: `job/${jobId}`, when: 'sent' });
  const stream = await follow(`/${jobId}`, { 'last-event-id': '0' });
  await cut;
  expect(await stream.next()).toMatchObject({ event: 'queued', data: { job_id: jobId } });
  stream.leave();
});

test('the stream of a job that was cut from the database at its end still ends with the whole job', async () => {
  const jobId = await submit();
  const stream = await follow(`/${jobId}`);
  await stream.next();
  const cut = proxy.cutAt({ statement: 'jobs_find', when: 'sent' });
  await bench.run('jobs.cancel', { job_id: jobId });
  await cut;
  const events = await stream.until(({ event }) => event === 'job');
  expect(events.map(({ event }) => event)).toEqual(['cancelled', 'job']);
  expect(events.at(-1)!.data).toMatchObject({ job_id: jobId, status: 'cancelled' });
  expect(await stream.next()).toBeUndefined();
});
