import type { ChildProcess } from 'node:child_process';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { JobRequest } from '../../src/contexts/jobs/index.ts';
import { proxyDatabase } from '../support/database-proxy.ts';
import type { DatabaseProxy, ProxyPoint } from '../support/database-proxy.ts';
import { eventually } from '../support/eventually.ts';
import { jobsBench, untilGone } from '../support/jobs.ts';
import type { JobsBench } from '../support/jobs.ts';

let bench: JobsBench;
let proxy: DatabaseProxy;
/** Where the trace stood when the test began. */
let traced = 0;
const workers: ChildProcess[] = [];

beforeAll(async () => {
  bench = await jobsBench();
  proxy = await proxyDatabase(bench.db.target);
});
beforeEach(async () => {
  traced = (await bench.traced()).length;
});
afterEach(async () => {
  for (const worker of workers.splice(0)) {
    worker.kill('SIGKILL');
    await untilGone(worker.pid!);
  }
});
afterAll(async () => {
  await bench.close();
  await proxy.close();
});

const start = async (options: object = {}) => {
  const worker = await bench.workerProcess(options);
  workers.push(worker);
  return worker;
};
/** A worker that reaches its database through the proxy. */
const watched = (options: object = {}) => start({ target: proxy.target, ...options });
const work = (): JobRequest => ({ kind: 'test.work', input: { ms: 30, trace: bench.trace } });
const short = (): JobRequest => ({ kind: 'test.echo', input: { trace: bench.trace } });
const several = (count: number, request: () => JobRequest): JobRequest[] =>
  Array.from({ length: count }, request);
const queue = async (requests: readonly JobRequest[]) =>
  (await bench.enqueueMany(requests)).map(({ jobId }) => jobId);
/** Jobs in the order in which handlers began them, one entry an attempt. */
const began = async () =>
  (await bench.traced()).slice(traced).flatMap((line) => {
    const [what, jobId] = line.split(' ');
    return what === 'end' ? [] : [jobId!];
  });
const rows = (ids: readonly string[]) =>
  bench.sql<{ job_id: string; status: string; attempt: number }>(
    'select job_id, status, attempt from keelson.job where job_id = any($1) order by position_key',
    [ids],
  );
/** All have been completed, once each, in their order, and the counter knows; answers their attempts. */
const completed = async (ids: readonly string[]) => {
  for (const id of ids) await bench.until(id, 'completed', 'failed');
  const ends = await bench.sql<{ subject: string }>(
    `select subject from keelson.outbox where subject = any($1)
       and type in ('jobs.v1.JobCompleted', 'jobs.v1.JobFailed', 'jobs.v1.JobCancelled') order by seq`,
    [ids.map((id) => `job/${id}`)],
  );
  expect(ends.map(({ subject }) => subject)).toEqual(ids.map((id) => `job/${id}`));
  const [queue] = await bench.sql<{ queued: number }>('select queued from keelson.job_queue');
  expect(queue!.queued).toBe(0);
  const jobs = await rows(ids);
  for (const { status } of jobs) expect(status).toBe('completed');
  return jobs.map(({ attempt }) => attempt);
};
/** Waits until nothing is left of a worker: its job processes run no more, and the server has done what it had sent. */
const untilNothingIsLeftOf = async (worker: ChildProcess) => {
  await untilGone(worker.pid!);
  const lines = await bench.traced();
  await untilGone(...new Set(lines.map((line) => Number(line.split(' ').at(-1)))));
  await eventually(async () => {
    const [busy] = await bench.sql<{ count: number }>(
      `select count(*)::int as count from pg_stat_activity
       where datname = current_database() and pid <> pg_backend_pid() and state <> 'idle'`,
    );
    return busy!.count === 0 ? true : undefined;
  }, 'the server to have done what was sent to it');
};
/** Makes the worker know its jobs as short, so that it claims them ahead. */
const warm = async () => {
  for (const id of await queue(several(8, short))) await bench.until(id, 'completed');
  traced = (await bench.traced()).length;
};

const CLAIM = 'jobs_claim';
const PROGRESS = 'jobs_extend_lease';
const SETTLE = 'jobs_settle';

describe('SIGKILL of a worker with one job at a time', () => {
  test.each<[string, ProxyPoint, { attempt: number; began: number }]>([
    ['before a claim is stored', { statement: CLAIM, when: 'sent' }, { attempt: 1, began: 1 }],
    ['after a claim', { statement: CLAIM, when: 'committed' }, { attempt: 2, began: 1 }],
    ['before progress is stored', { statement: PROGRESS, when: 'sent' }, { attempt: 2, began: 2 }],
    ['after progress was stored', { statement: PROGRESS, when: 'committed' }, { attempt: 2, began: 2 }],
    ['before completion is stored', { statement: SETTLE, when: 'sent' }, { attempt: 2, began: 2 }],
    ['before it knows of a completion', { statement: SETTLE, when: 'committed' }, { attempt: 1, began: 1 }],
  ])('%s', async (_, point, first) => {
    const doomed = await watched();
    const reached = proxy.cutAt(point, () => doomed.kill('SIGKILL'));
    const ids = await queue(several(3, work));
    await reached;
    await untilGone(doomed.pid!);
    await start();
    expect(await completed(ids)).toEqual([first.attempt, 1, 1]);
    const [a, b, c] = ids;
    expect(await began()).toEqual([...Array.from({ length: first.began }, () => a), b, c]);
  });
});

describe('SIGKILL of a worker that has claimed jobs ahead', () => {
  test.each<[string, ProxyPoint]>([
    ['before any is handed to the process', { statement: CLAIM, when: 'committed' }],
    ['before an end is stored', { statement: SETTLE, when: 'sent' }],
    ['before it knows of an end', { statement: SETTLE, when: 'committed' }],
  ])('%s', async (_, point) => {
    const doomed = await watched();
    await warm();
    const reached = proxy.cutAt(point, () => doomed.kill('SIGKILL'));
    const ids = await queue(several(40, short));
    await reached;
    await untilNothingIsLeftOf(doomed);
    const left = await rows(ids);
    const held = left.filter(({ status }) => status === 'running');
    const done = left.filter(({ status }) => status === 'completed');
    expect(held.length + done.length).toBeGreaterThan(1);
    const ran = await began();
    expect(ran).toEqual(ids.slice(0, ran.length));
    await start();
    const attempts = await completed(ids);
    // Nobody knows which of those it held had begun, so that attempt counts; it is the only one.
    expect(attempts).toEqual(left.map(({ status }) => (status === 'running' ? 2 : 1)));
    const again = (await began()).slice(ran.length);
    expect(again).toEqual(ids.slice(done.length));
  });

  test('jobs behind one that turned out long are handed back, and lose no attempt with it', async () => {
    const doomed = await watched();
    await warm();
    const long = { kind: 'test.burn', input: { ms: 20_000, trace: bench.trace } };
    const ids = await queue([long, ...several(5, short)]);
    await eventually(async () => {
      const [first, ...others] = await rows(ids);
      if (first!.status !== 'running' || (await began()).length === 0) return undefined;
      return others.every(({ status, attempt }) => status === 'queued' && attempt === 0) || undefined;
    }, 'the jobs behind to be handed back');
    doomed.kill('SIGKILL');
    await untilGone(doomed.pid!);
    await bench.sql(`update keelson.job set input = jsonb_set(input, '{ms}', '1') where job_id = $1`, [
      ids[0],
    ]);
    await start();
    expect(await completed(ids)).toEqual([2, 1, 1, 1, 1, 1]);
  });
});

test('SIGKILL of a job process with jobs behind the one that runs: only that one loses an attempt', async () => {
  await watched({ backoffSeconds: 0 });
  await warm();
  const dies = { kind: 'test.die', input: { trace: bench.trace, times: 1 } };
  const ids = await queue([...several(2, short), dies, ...several(6, short)]);
  for (const id of ids) await bench.until(id, 'completed');
  expect((await rows(ids)).map(({ attempt }) => attempt)).toEqual([1, 1, 2, 1, 1, 1, 1, 1, 1]);
  const ran = await began();
  expect(ran.filter((id) => id !== ids[2])).toEqual(ids.filter((id) => id !== ids[2]));
});

describe('a connection that breaks under a worker that lives', () => {
  test('before it knows of a completion: it asks again, and the job is not run again', async () => {
    await watched();
    const reached = proxy.cutAt({ statement: SETTLE, when: 'committed' });
    const ids = await queue(several(3, work));
    await reached;
    expect(await completed(ids)).toEqual([1, 1, 1]);
    expect(await began()).toEqual(ids);
  });

  test('before it knows of a claim: the job comes back when its lease has run out', async () => {
    await watched({ leaseSeconds: 1.5 });
    const reached = proxy.cutAt({ statement: CLAIM, when: 'committed' });
    const id = await bench.enqueue(work());
    await reached;
    expect(await completed([id])).toEqual([2]);
    expect(await began()).toEqual([id]);
  });
});
