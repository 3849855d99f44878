import { afterAll, beforeAll, expect, test } from 'vitest';
import type { JobRequest } from '../../src/contexts/jobs/index.ts';
import { eventually } from '../support/eventually.ts';
import { jobsBench, untilGone } from '../support/jobs.ts';
import type { JobsBench } from '../support/jobs.ts';

let bench: JobsBench;

beforeAll(async () => {
  bench = await jobsBench({ queueCap: 2000 });
});
afterAll(() => bench.close());

const short = (count: number): JobRequest[] =>
  Array.from({ length: count }, () => ({ kind: 'test.echo', input: { trace: bench.trace } }));
/** Ids of the jobs whose handlers ran, in order, each as often as it did. */
const ran = async (ids: readonly string[]) => {
  const known = new Set(ids);
  return (await bench.traced()).map((line) => line.split(' ')[1]!).filter((id) => known.has(id));
};
const idsOf = (jobs: readonly { jobId: string }[]) => jobs.map(({ jobId }) => jobId);
const allCompleted = (ids: readonly string[], tenant = 1) =>
  eventually(async () => {
    const rows = await bench.sql<{ attempt: number; job_id: string }>(
      `select job_id, attempt from keelson.job where job_id = any($1::uuid[]) and status = 'completed'
       order by position_key`,
      [ids],
      tenant,
    );
    return rows.length === ids.length ? rows : undefined;
  }, `${ids.length} jobs to complete`);
const queuedCounter = async (tenant = 1) =>
  (
    await bench.sql<{ queued: number }>(
      'select queued from keelson.job_queue where tenant_id = $1',
      [tenant],
      tenant,
    )
  )[0]!.queued;

test('short jobs are claimed and settled together, run once and in order, and each leaves its rows', async () => {
  const ids = idsOf(await bench.enqueueMany(short(400)));
  const worker = bench.worker();
  await worker.start();
  const done = await allCompleted(ids);
  expect(done.every(({ attempt }) => attempt === 1)).toBe(true);
  expect(await ran(ids)).toEqual(ids);
  expect(await queuedCounter()).toBe(0);
  const rows = await bench.sql<{ operation: string; jobs: number; transactions: number }>(
    `select operation, count(subject)::int as jobs, count(distinct id)::int as transactions
     from keelson.audit cross join unnest(subjects) subject
     where subject = any($1) and door = 'worker' group by operation order by operation`,
    [ids.map((id) => `job/${id}`)],
  );
  expect(rows.map(({ operation, jobs }) => [operation, jobs])).toEqual([
    ['jobs.claim', 400],
    ['jobs.settle', 400],
  ]);
  for (const { transactions } of rows) expect(transactions).toBeLessThan(200);
  for (const id of [ids[0]!, ids[399]!]) expect(await bench.events(id)).toEqual(['Started', 'Completed']);
  await worker.stop({ drain: true });
});

test('jobs behind one that never yields are handed back, and another process runs them', async () => {
  const before = idsOf(await bench.enqueueMany(short(100)));
  const [long] = await bench.enqueueMany([{ kind: 'test.burn', input: { ms: 120_000, trace: bench.trace } }]);
  const behind = idsOf(await bench.enqueueMany(short(100)));
  const worker = bench.worker({ concurrency: 2 });
  await worker.start();
  await allCompleted([...before, ...behind]);
  expect((await bench.get(long!.jobId)).status).toBe('running');
  await bench.run('jobs.cancel', { job_id: long!.jobId, force: true });
  expect(await bench.until(long!.jobId, 'cancelled')).toMatchObject({ attempt: 1 });
  for (const { attempt } of await allCompleted([...before, ...behind])) expect(attempt).toBe(1);
  expect(await ran(behind)).toEqual(behind);
  await worker.stop({ drain: true });
});

test('a process that dies takes the attempt of the job that it ran, and of no other', async () => {
  const before = idsOf(await bench.enqueueMany(short(60)));
  const [deadly] = await bench.enqueueMany([{ kind: 'test.die', input: { times: 1, trace: bench.trace } }]);
  const behind = idsOf(await bench.enqueueMany(short(60)));
  const worker = bench.worker();
  await worker.start();
  expect(await bench.until(deadly!.jobId, 'completed')).toMatchObject({ attempt: 2, result: 'survived' });
  for (const { attempt } of await allCompleted([...before, ...behind])) expect(attempt).toBe(1);
  expect(await ran([...before, ...behind])).toEqual([...before, ...behind]);
  await worker.stop({ drain: true });
});

test('of jobs that were claimed together, the one that turns out to be long keeps its lease', async () => {
  const before = idsOf(await bench.enqueueMany(short(60)));
  const [long] = idsOf(
    await bench.enqueueMany([{ kind: 'test.burn', input: { ms: 4500, trace: bench.trace } }]),
  );
  const behind = idsOf(await bench.enqueueMany(short(60)));
  const worker = bench.worker({ leaseSeconds: 2 });
  await worker.start();
  expect(await bench.until(long!, 'completed')).toMatchObject({ attempt: 1, result: 'burnt' });
  for (const { attempt } of await allCompleted([...before, ...behind])) expect(attempt).toBe(1);
  expect(await ran([...before, long!, ...behind])).toEqual([...before, long!, ...behind]);
  await worker.stop({ drain: true });
});

test('a worker that stops hands back what it had claimed ahead, without a loss of attempts', async () => {
  const ids = idsOf(await bench.enqueueMany(short(1500)));
  const first = bench.worker();
  await first.start();
  await eventually(async () => ((await ran(ids)).length > 50 ? true : undefined), 'some to have run');
  await first.stop({ drain: false });
  const left = await bench.sql<{ status: string; attempt: number }>(
    `select distinct status, attempt from keelson.job where job_id = any($1::uuid[])`,
    [ids],
  );
  for (const { status, attempt } of left) {
    expect([`queued 0`, `completed 1`]).toContain(`${status} ${attempt}`);
  }
  const second = bench.worker();
  await second.start();
  await allCompleted(ids);
  expect(await ran(ids)).toEqual(ids);
  await second.stop({ drain: true });
});

test('SIGKILL of a worker in the middle of short jobs: all complete, and none twice', async () => {
  const ids = idsOf(await bench.enqueueMany(short(1500)));
  const doomed = await bench.workerProcess({ leaseSeconds: 60 });
  await eventually(async () => ((await ran(ids)).length > 50 ? true : undefined), 'some to have run');
  doomed.kill('SIGKILL');
  await untilGone(doomed.pid!);
  const heir = bench.worker();
  await heir.start();
  await allCompleted(ids);
  const completions = await bench.sql<{ times: number; jobs: number }>(
    `select times, count(*)::int as jobs from (
       select subject, count(*)::int as times from keelson.outbox
       where type = 'jobs.v1.JobCompleted' and subject = any($1) group by subject) each group by times`,
    [ids.map((id) => `job/${id}`)],
  );
  expect(completions).toEqual([{ times: 1, jobs: 1500 }]);
  expect(await queuedCounter()).toBe(0);
  await heir.stop({ drain: true });
});

test('two workers and three tenants: every job runs once, and no tenant waits for all of another', async () => {
  const tenants = [31, 32, 33];
  const queued = new Map<number, string[]>();
  for (const tenant of tenants) queued.set(tenant, idsOf(await bench.enqueueMany(short(200), tenant)));
  const workers = [bench.worker(), bench.worker({ concurrency: 3 })];
  await Promise.all(workers.map((worker) => worker.start()));
  for (const [tenant, ids] of queued) {
    await allCompleted(ids, tenant);
    expect((await ran(ids)).toSorted()).toEqual(ids.toSorted());
    expect(await queuedCounter(tenant)).toBe(0);
  }
  const order = await ran([...queued.values()].flat());
  for (const ids of queued.values()) expect(order.indexOf(ids[0]!)).toBeLessThan(200);
  await Promise.all(workers.map((worker) => worker.stop({ drain: true })));
});

test('many at once: places in order, all or none at the cap, and no two of the same work', async () => {
  const tenant = 41;
  const request = (n: number): JobRequest => ({ kind: 'test.none', input: {}, dedupe: `work ${n}` });
  const requests = (from: number, count: number) =>
    Array.from({ length: count }, (_, n) => request(from + n));
  const first = await bench.enqueueMany(requests(0, 1500), tenant);
  expect(first.map(({ place }) => place)).toEqual(Array.from({ length: 1500 }, (_, n) => n + 1));
  await expect(bench.enqueueMany(requests(5000, 501), tenant)).rejects.toMatchObject({ code: 'queue_full' });
  await expect(bench.enqueueMany([request(9000), request(7), request(8)], tenant)).rejects.toMatchObject({
    code: 'already_queued',
    extra: { job_id: first[7]!.jobId, status: 'queued' },
  });
  await expect(bench.enqueueMany([request(9000), request(9000)], tenant)).rejects.toMatchObject({
    code: 'already_queued',
  });
  const racers = await Promise.allSettled(
    Array.from({ length: 6 }, (_, n) => bench.enqueueMany(requests(10_000 + n * 100, 100), tenant)),
  );
  expect(racers.filter(({ status }) => status === 'fulfilled')).toHaveLength(5);
  expect(await queuedCounter(tenant)).toBe(2000);
  const order = await bench.sql<{ job_id: string }>(
    'select job_id from keelson.job where tenant_id = $1 order by position_key limit 1500',
    [tenant],
    tenant,
  );
  expect(order.map(({ job_id: id }) => id)).toEqual(idsOf(first));
});
