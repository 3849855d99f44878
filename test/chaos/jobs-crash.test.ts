import type { ChildProcess } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { asSuperuser } from '../../src/platform/db/embedded/bootstrap-cluster.ts';
import { eventually } from '../support/eventually.ts';
import { isAlive, jobsBench, untilGone } from '../support/jobs.ts';
import type { JobsBench } from '../support/jobs.ts';

let bench: JobsBench;

beforeAll(async () => {
  bench = await jobsBench();
});
afterAll(() => bench.close());

/** More than a busy machine keeps a worker waiting. No test sits it out: those that need it to have run out say so. */
const LEASE = { leaseSeconds: 5 };
/** For what only happens when a lease really runs out. */
const SHORT_LEASE = { leaseSeconds: 3 };

const lines = async (jobId: string) => (await bench.traced()).filter((line) => line.includes(jobId));
/** Waits for the job's handler to have run so many times; answers the processes it ran in. */
const ranIn = (jobId: string, times: number) =>
  eventually(async () => {
    const pids = (await lines(jobId)).map((line) => Number(line.split(' ').at(-1)));
    return pids.length >= times ? pids : undefined;
  }, `job ${jobId} to have started ${times} times`);
/** Lets the job's lease run out now. */
const expire = (jobId: string) =>
  bench.sql('update keelson.job set lease_expires_at = now() where job_id = $1', [jobId]);
/** Changes how long the job's handler works, from its next attempt on. */
const workFor = (jobId: string, ms: number) =>
  bench.sql(`update keelson.job set input = jsonb_set(input, '{ms}', to_jsonb($2::int)) where job_id = $1`, [
    jobId,
    ms,
  ]);
/** Transactions that are open, those of jobs themselves left out. */
const openTransactions = () =>
  asSuperuser(bench.db.target.host, 'postgres', async (client) => {
    const { rows } = await client.query<{ open: number }>(
      `select count(*)::int as open from pg_stat_activity
       where datname = $1 and xact_start is not null and application_name in ('keelson app', 'keelson worker')`,
      [bench.db.target.database],
    );
    return rows[0]!.open;
  });
/**
 * Stops a worker between two transactions. The row locks of one that is open would keep its job from everybody, and
 * the database takes its time to end it.
 */
const freeze = (worker: ChildProcess) =>
  eventually(async () => {
    worker.kill('SIGSTOP');
    let open = await openTransactions();
    // What it had sent may reach the server only now.
    await sleep(50);
    open += await openTransactions();
    if (open === 0) return true;
    worker.kill('SIGCONT');
    return undefined;
  }, 'a worker to be between two transactions');
const end = async (worker: ChildProcess) => {
  worker.send('stop');
  await untilGone(worker.pid!);
};

test('SIGKILL of the job process: the attempt counts, and the job is tried again', async () => {
  const worker = await bench.workerProcess(LEASE);
  const once = await bench.enqueue({ kind: 'test.die', input: { trace: bench.trace, times: 1 } });
  expect(await bench.until(once, 'completed')).toMatchObject({ attempt: 2, result: 'survived' });
  const always = await bench.enqueue({ kind: 'test.die', input: { trace: bench.trace, times: 99 } });
  const failed = await bench.until(always, 'failed');
  expect(failed).toMatchObject({ attempt: 3, error: { code: 'process_died' } });
  expect(failed.error!.message).toContain('SIGKILL');
  await end(worker);
});

test('a job process that talks nonsense is ended, and the worker goes on', async () => {
  const worker = await bench.workerProcess(LEASE);
  const id = await bench.enqueue({ kind: 'test.rubbish', input: {}, maxAttempts: 1 });
  expect(await bench.until(id, 'failed')).toMatchObject({ error: { code: 'process_died' } });
  await bench.until(await bench.enqueue({ kind: 'test.echo', input: {} }), 'completed');
  await end(worker);
});

test.each([
  ['waits', 'test.work'],
  ['burns CPU', 'test.burn'],
])(
  'SIGKILL of the worker while a job %s: its process ends at once, another worker takes it',
  async (_, kind) => {
    const doomed = await bench.workerProcess({ leaseSeconds: 60 });
    const id = await bench.enqueue({ kind, input: { ms: 20_000, trace: bench.trace } });
    const [pid] = await ranIn(id, 1);
    doomed.kill('SIGKILL');
    await untilGone(pid!);
    await expire(id);
    await workFor(id, 10);
    const heir = await bench.workerProcess(LEASE);
    expect(await bench.until(id, 'completed')).toMatchObject({ attempt: 2 });
    expect(await bench.events(id)).toEqual(['Started', 'Queued', 'Started', 'Completed']);
    await end(heir);
  },
);

test('SIGKILL of the worker leaves nothing of what a job has started', async () => {
  const doomed = await bench.workerProcess(LEASE);
  const id = await bench.enqueue({ kind: 'test.spawn', input: { trace: bench.trace }, maxAttempts: 1 });
  const [pid] = await ranIn(id, 1);
  const spawned = Number((await lines(id))[0]!.split(' ')[1]);
  expect(await isAlive(spawned)).toBe(true);
  doomed.kill('SIGKILL');
  await untilGone(pid!, spawned);
  const heir = await bench.workerProcess(LEASE);
  expect(await bench.until(id, 'failed')).toMatchObject({ attempt: 1, error: { code: 'worker_lost' } });
  await end(heir);
});

test('a job that was to be cancelled when its worker died is cancelled, not run again', async () => {
  const doomed = await bench.workerProcess({ ...LEASE, graceMs: 60_000 });
  const id = await bench.enqueue({ kind: 'test.burn', input: { ms: 60_000, trace: bench.trace } });
  await ranIn(id, 1);
  await bench.run('jobs.cancel', { job_id: id, force: true });
  doomed.kill('SIGKILL');
  const heir = await bench.workerProcess(LEASE);
  await bench.until(id, 'cancelled');
  expect(await lines(id)).toHaveLength(1);
  await end(heir);
});

test('recovery leaves the live job of another worker alone', async () => {
  const busy = await bench.workerProcess(SHORT_LEASE);
  // Longer than the lease: it has to be extended.
  const id = await bench.enqueue({ kind: 'test.work', input: { ms: 4000, trace: bench.trace } });
  await ranIn(id, 1);
  const other = await bench.workerProcess(SHORT_LEASE);
  expect(await bench.until(id, 'completed')).toMatchObject({ attempt: 1 });
  await Promise.all([end(busy), end(other)]);
});

test('the late end of a worker that was declared dead is refused', async () => {
  const zombie = await bench.workerProcess(LEASE);
  const id = await bench.enqueue({ kind: 'test.work', input: { ms: 1500, trace: bench.trace } });
  await ranIn(id, 1);
  await freeze(zombie);
  // Its job process ends the job within the lease, which the worker will hear of when it wakes up.
  await ranIn(id, 2);
  await expire(id);
  await workFor(id, 60_000);
  const heir = await bench.workerProcess(LEASE);
  await ranIn(id, 3);
  zombie.kill('SIGCONT');
  // It ends only when it has tried to store how its attempt ended.
  zombie.send('drain');
  await untilGone(zombie.pid!);
  expect(await bench.get(id)).toMatchObject({ status: 'running', attempt: 2 });
  await bench.run('jobs.cancel', { job_id: id, force: true });
  await bench.until(id, 'cancelled');
  expect(await bench.events(id)).toEqual(['Started', 'Queued', 'Started', 'CancelRequested', 'Cancelled']);
  await end(heir);
});

test('a worker that is stopped loses its job process before anybody else may run the job', async () => {
  const zombie = await bench.workerProcess(SHORT_LEASE);
  const id = await bench.enqueue({ kind: 'test.steps', input: { steps: 40, ms: 250, trace: bench.trace } });
  const [pid] = await ranIn(id, 1);
  await freeze(zombie);
  await untilGone(pid!);
  await workFor(id, 10);
  const heir = await bench.workerProcess(LEASE);
  expect(await bench.until(id, 'completed')).toMatchObject({ attempt: 2 });
  zombie.kill('SIGCONT');
  const rows = await bench.sql<{ attempt: number; count: number }>(
    'select attempt, count(*)::int as count from keelson.test_step where job_id = $1 group by attempt',
    [id],
  );
  const byAttempt = new Map(rows.map((row) => [row.attempt, row.count]));
  expect(byAttempt.get(1)).toBeLessThan(40);
  expect(byAttempt.get(2)).toBe(40);
  await Promise.all([end(zombie), end(heir)]);
});

test('a database that cannot be reached when a job ends costs time, not the job', async () => {
  const worker = await bench.workerProcess(LEASE);
  const id = await bench.enqueue({ kind: 'test.work', input: { ms: 300, trace: bench.trace } });
  await ranIn(id, 1);
  const { host, database } = bench.db.target;
  await asSuperuser(host, 'postgres', async (client) => {
    await client.query(`alter database "${database}" allow_connections false`);
    await client.query('select pg_terminate_backend(pid) from pg_stat_activity where datname = $1', [
      database,
    ]);
    await sleep(1000);
    await client.query(`alter database "${database}" allow_connections true`);
  });
  expect(await bench.until(id, 'completed')).toMatchObject({ attempt: 1, result: 'worked' });
  const next = await bench.enqueue({ kind: 'test.echo', input: {} });
  await bench.until(next, 'completed');
  await end(worker);
});

test('workers killed again and again: every job ends exactly once', async () => {
  const ids: string[] = [];
  for (let n = 0; n < 15; n += 1) {
    ids.push(
      await bench.enqueue({ kind: 'test.work', input: { ms: 60, trace: bench.trace }, maxAttempts: 50 }),
    );
  }
  const done = async () => {
    const [row] = await bench.sql<{ left: number }>(
      `select count(*)::int as left from keelson.job where status in ('queued', 'running')`,
    );
    return row!.left === 0;
  };
  for (let round = 0; round < 6 && !(await done()); round += 1) {
    const workers = await Promise.all([
      bench.workerProcess(LEASE),
      bench.workerProcess({ ...LEASE, concurrency: 2 }),
    ]);
    await sleep(50 + 70 * round);
    for (const worker of workers) worker.kill('SIGKILL');
  }
  const last = await bench.workerProcess({ ...LEASE, concurrency: 2 });
  for (const id of ids) {
    await bench.until(id, 'completed');
    const ends = (await bench.events(id)).filter((type) => type === 'Completed');
    expect(ends).toEqual(['Completed']);
  }
  const [queue] = await bench.sql<{ queued: number }>('select queued from keelson.job_queue');
  expect(queue!.queued).toBe(0);
  await end(last);
}, 180_000);
