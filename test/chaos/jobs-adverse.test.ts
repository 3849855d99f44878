import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { claimJobs } from '../../src/contexts/jobs/store/claim-job.ts';
import { asSuperuser } from '../../src/platform/db/embedded/bootstrap-cluster.ts';
import { eventually } from '../support/eventually.ts';
import { settleJob } from '../support/jobs-store.ts';
import { isAlive, jobsBench, untilGone } from '../support/jobs.ts';
import type { JobsBench } from '../support/jobs.ts';

let bench: JobsBench;

beforeAll(async () => {
  bench = await jobsBench();
});
afterEach(() => bench.stopWorkers());
afterAll(() => bench.close());

const burn = (more: object = {}) =>
  bench.enqueue({ kind: 'test.burn', input: { ms: 120_000, trace: bench.trace }, ...more });
const runs = async (jobId: string) =>
  (await bench.traced()).filter((line) => line.includes(jobId) && !line.startsWith('end'));
const processOf = (jobId: string) =>
  eventually(async () => {
    const line = (await runs(jobId)).at(-1);
    return line === undefined ? undefined : Number(line.split(' ').at(-1));
  }, `job ${jobId} to start`);
const ends = async (jobId: string) =>
  (await bench.events(jobId)).filter((type) => ['Completed', 'Failed', 'Cancelled'].includes(type));
/** Ends the connection on which the worker hears of new jobs; answers whether there was one. */
const dropListener = () =>
  asSuperuser(bench.db.target.host, 'postgres', async (client) => {
    const { rows } = await client.query(
      `select pg_terminate_backend(pid) from pg_stat_activity
       where datname = $1 and query ilike 'listen %'`,
      [bench.db.target.database],
    );
    return rows.length > 0;
  });

test('a job that burns CPU is ended when its time is over, and the next one runs', async () => {
  await bench.startWorker();
  const id = await burn({ timeoutSeconds: 1 });
  const next = await bench.enqueue({ kind: 'test.echo', input: {} });
  const pid = await processOf(id);
  expect(await bench.until(id, 'failed')).toMatchObject({ attempt: 1, error: { code: 'timed_out' } });
  expect(await isAlive(pid)).toBe(false);
  await bench.until(next, 'completed');
});

test('a job that burns CPU is ended by a shutdown, and keeps its place and its attempt', async () => {
  const worker = await bench.startWorker();
  const id = await burn({ maxAttempts: 1 });
  const pid = await processOf(id);
  await worker.stop({ drain: false });
  expect(await isAlive(pid)).toBe(false);
  expect(await bench.get(id)).toMatchObject({ status: 'queued', queue_position: 1, attempt: 0 });
  await bench.run('jobs.cancel', { job_id: id });
});

test('of two who end one lease at once exactly one is heard', async () => {
  const tenant = 31;
  const { database } = bench.db;
  for (let round = 0; round < 5; round += 1) {
    const id = await bench.enqueue({ kind: 'test.twice', input: {} }, tenant);
    const claim = { kinds: ['test.twice'], owner: 'one', leaseSeconds: 30 };
    const [lease] = await database.tenant(tenant, (tx) => claimJobs(tx, tenant, claim, 1));
    const answers = await Promise.all(
      ['"a"', '"b"', '"c"'].map((result) =>
        database.tenant(tenant, (tx) => settleJob(tx, lease!, { status: 'completed', result })),
      ),
    );
    expect(answers.filter((answer) => answer !== undefined)).toMatchObject([
      { jobId: id, status: 'completed' },
    ]);
  }
});

test('a worker that no notification reaches finds jobs at its next look', async () => {
  await bench.startWorker({ pollMs: 300 });
  expect(await dropListener()).toBe(true);
  const id = await bench.enqueue({ kind: 'test.echo', input: {} });
  expect(await bench.until(id, 'completed')).toMatchObject({ attempt: 1 });
});

test('a worker whose listening connection was ended listens again', async () => {
  // It looks by itself only long after this test has given up.
  await bench.startWorker({ pollMs: 600_000 });
  expect(await dropListener()).toBe(true);
  const first = await bench.enqueue({ kind: 'test.echo', input: {} });
  await eventually(async () => {
    // Each tells of itself; with the first that is heard, all are found.
    await bench.enqueue({ kind: 'test.echo', input: {} });
    return (await bench.get(first)).status === 'completed' || undefined;
  }, 'jobs to be heard of again');
});

test.each([
  ['an hour ahead', 3_600_000],
  ['an hour behind', -3_600_000],
])('a worker whose wall clock is %s loses nothing and runs nothing twice', async (_, off) => {
  const wrong = await bench.workerProcess(
    { leaseSeconds: 1.5, backoffSeconds: 0.2 },
    {
      NODE_OPTIONS: `--import ${new URL('../support/shift-clock.mjs', import.meta.url).href}`,
      TEST_CLOCK_OFF_MS: String(off),
    },
  );
  // Longer than the lease, so that it must be extended; another worker would take it otherwise.
  const long = await bench.enqueue({ kind: 'test.work', input: { ms: 2500, trace: bench.trace } });
  const first = await processOf(long);
  await bench.startWorker({ leaseSeconds: 1.5 });
  const again = await bench.enqueue({
    kind: 'test.fail',
    input: { error: 'unavailable', trace: bench.trace },
  });
  const limited = await bench.enqueue({ kind: 'test.spawn', input: {}, timeoutSeconds: 1 });
  expect(await bench.until(long, 'completed')).toMatchObject({ attempt: 1 });
  expect(await processOf(long)).toBe(first);
  expect(await bench.until(again, 'completed')).toMatchObject({ attempt: 2 });
  expect(await bench.until(limited, 'failed')).toMatchObject({ error: { code: 'timed_out' } });
  for (const id of [long, again, limited]) expect(await ends(id)).toHaveLength(1);
  const [claim] = await bench.sql<{ off: number }>(
    `select extract(epoch from at - now())::float8 * 1000 as off from keelson.audit
     where $1 = any(subjects) and operation = 'jobs.claim'`,
    [`job/${long}`],
  );
  expect(Math.abs(claim!.off - off)).toBeLessThan(600_000);
  wrong.send('stop');
  await untilGone(wrong.pid!);
});

test('a database clock that jumps an hour ahead under a running job costs an attempt at most', async () => {
  const busy = await bench.workerProcess({ leaseSeconds: 3 });
  const id = await bench.enqueue({ kind: 'test.work', input: { ms: 1500, trace: bench.trace } });
  await processOf(id);
  // What the jump does: every lease has run out. Whoever starts now looks for such jobs first.
  await bench.sql(
    `update keelson.job set lease_expires_at = lease_expires_at - interval '1 hour' where job_id = $1`,
    [id],
  );
  await bench.startWorker({ leaseSeconds: 3 });
  const { attempt } = await bench.until(id, 'completed');
  expect(attempt).toBeLessThanOrEqual(2);
  expect(await ends(id)).toEqual(['Completed']);
  busy.send('stop');
  await untilGone(busy.pid!);
});
