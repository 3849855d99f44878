import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Job, JobList } from '../../src/contexts/jobs/index.ts';
import { eventually } from '../support/eventually.ts';
import { jobsBench } from '../support/jobs.ts';
import type { JobsBench } from '../support/jobs.ts';

let bench: JobsBench;
beforeAll(async () => {
  bench = await jobsBench({ queueCap: 3, maxAttempts: 2 });
});
afterAll(() => bench.close());

const parent = (parts: object[], more: object = {}) =>
  bench.enqueue({ kind: 'test.parent', input: { parts, trace: bench.trace }, ...more });
const parts = async (jobId: string) => ((await bench.run('jobs.list', { parent: jobId })) as JobList).jobs;
const counter = async () =>
  (await bench.sql<{ queued: number }>('select queued from keelson.job_queue where tenant_id = 1'))[0]
    ?.queued;
/** Waits until the job waits for its parts. */
const untilWaiting = (jobId: string) =>
  eventually(async () => {
    const job = await bench.get(jobId);
    return job.children !== null && job.status === 'queued' ? job : undefined;
  }, 'the job to wait for its parts');

test('a job waits for what it hands out without a slot or an attempt, and then runs again', async () => {
  const first = await parent([
    { kind: 'test.echo', value: 1 },
    { kind: 'test.echo', value: 2 },
    { kind: 'test.echo', value: 3 },
    { kind: 'test.echo', value: 4 },
  ]);
  const after = await bench.enqueue({ kind: 'test.echo', input: { trace: bench.trace } });
  const worker = bench.worker();
  await worker.start();
  const done = await bench.until(first, 'completed', 'failed');
  await bench.until(after, 'completed');
  await worker.stop({ drain: true });

  expect(done).toMatchObject({ status: 'completed', attempt: 1, parent_id: null, waiting_for: null });
  expect(done.children).toEqual({ queued: 0, running: 0, completed: 4, failed: 0, cancelled: 0 });
  expect((done.result as { echo: number }[]).map(({ echo }) => echo)).toEqual([1, 2, 3, 4]);
  const children = await parts(first);
  expect(children.map(({ parent_id: id, status }) => [id, status])).toEqual(
    children.map(() => [first, 'completed']),
  );
  // In its place: the parts before the job that was queued behind it, and in their order.
  const order = (await bench.traced()).map((line) => line.split(' ')[1]);
  expect(order).toEqual([first, ...children.map(({ job_id: id }) => id), first, after]);
  expect(await bench.events(first)).toEqual(['Started', 'Queued', 'Started', 'Completed']);
  expect(await counter()).toBe(0);
});

test('parts are not counted against the cap, listed, or given a place of their own', async () => {
  const worker = bench.worker();
  const waiting = await parent([
    { kind: 'test.work', ms: 60_000 },
    { kind: 'test.nobody' },
    { kind: 'test.nobody' },
    { kind: 'test.nobody' },
  ]);
  await worker.start();
  const job = await untilWaiting(waiting);
  const running = await eventually(async () => {
    const seen = await bench.get(waiting);
    return (seen.progress?.files_done ?? 0) > 0 ? seen : undefined;
  }, 'a part to show progress');
  expect(running.progress).toMatchObject({ phase: 'shards', files_total: 1030 });
  expect(job).toMatchObject({ queue_position: 1, waiting_for: '4 of its parts', attempt: 0 });
  const list = (await bench.run('jobs.list', { status: 'queued' })) as JobList;
  expect(list).toMatchObject({ total: 1, queued_count: 1, running_count: 0 });
  const second = await bench.enqueue({ kind: 'test.nobody', input: {} });
  expect(await bench.get(second)).toMatchObject({
    queue_position: 2,
    waiting_for: 'a worker for jobs of kind test.nobody',
  });
  await bench.enqueue({ kind: 'test.nobody', input: {} });
  await expect(bench.enqueue({ kind: 'test.nobody', input: {} })).rejects.toMatchObject({
    code: 'queue_full',
  });

  // Cancelling: its parts are under way, so it takes force, and then all of them end.
  const [part] = await parts(waiting);
  await expect(bench.run('jobs.cancel', { job_id: part!.job_id, force: true })).rejects.toMatchObject({
    code: 'job_is_part',
  });
  await expect(bench.run('jobs.cancel', { job_id: waiting })).rejects.toMatchObject({ code: 'job_running' });
  expect(await bench.run('jobs.cancel', { job_id: waiting, force: true })).toMatchObject({
    status: 'cancelled',
  });
  const ended = await eventually(async () => {
    const states = (await parts(waiting)).map(({ status }) => status);
    return states.every((status) => status === 'cancelled') ? states : undefined;
  }, 'every part to be cancelled');
  expect(ended).toHaveLength(4);
  await worker.stop({ drain: true });
  expect(await counter()).toBe(2);
  await bench.sql(
    `update keelson.job set status = 'cancelled', completed_at = now() where status = 'queued'`,
  );
  await bench.sql('update keelson.job_queue set queued = 0');
});

test('a part that fails for good fails the job with its error, and the other parts are cancelled', async () => {
  const failing = await parent([
    { kind: 'test.work', ms: 60_000 },
    { kind: 'test.fail', times: 9, error: 'unavailable' },
    { kind: 'test.nobody' },
  ]);
  const worker = bench.worker({ concurrency: 2 });
  await worker.start();
  const job = await bench.until(failing, 'failed');
  expect(job.error).toEqual({ code: 'unavailable_error', message: 'It is unavailable' });
  const states = await eventually(async () => {
    const seen = (await parts(failing)).map(({ status, attempt }) => [status, attempt]);
    return seen[0]?.[0] === 'cancelled' ? seen : undefined;
  }, 'the running part to be stopped');
  // Tried again as often as any job; only then is the whole given up.
  expect(states).toEqual([
    ['cancelled', 1],
    ['failed', 2],
    ['cancelled', 0],
  ]);
  expect(await bench.events(failing)).toEqual(['Started', 'Queued', 'Failed']);
  await worker.stop({ drain: true });
  expect(await counter()).toBe(0);
});

test('a part that is lost with its worker goes back to its place, and all are done once', async () => {
  const lost = await parent([
    { kind: 'test.work', ms: 1500 },
    { kind: 'test.work', ms: 100 },
  ]);
  const victim = await bench.workerProcess({ leaseSeconds: 2 });
  const [part] = await eventually(async () => {
    const seen = await parts(lost);
    return seen[0]?.status === 'running' ? seen : undefined;
  }, 'a part to run');
  victim.kill('SIGKILL');
  const worker = bench.worker({ leaseSeconds: 2 });
  await worker.start();
  const done = await bench.until(lost, 'completed', 'failed');
  expect(done).toMatchObject({ status: 'completed', result: ['worked', 'worked'] });
  expect(await bench.get(part!.job_id)).toMatchObject({ status: 'completed', attempt: 2 });
  expect(await bench.events(lost)).toEqual(['Started', 'Queued', 'Started', 'Completed']);
  await worker.stop({ drain: true });
});

test('a worker that is killed before it stores what a job hands out loses and doubles nothing', async () => {
  const job = await parent([{ kind: 'test.echo', value: 'a' }]);
  // Its row is held, so the hand-out cannot be stored before the worker is dead.
  const holder = await bench.db.database.connectOwner();
  const victim = await bench.workerProcess({ leaseSeconds: 2 });
  await eventually(
    async () => ((await bench.get(job)).status === 'running' ? true : undefined),
    'the job to run',
  );
  await holder.query({ sql: `set app.tenant_id = '1'` });
  await holder.query({ sql: 'begin' });
  await holder.query({ sql: 'select from keelson.job where job_id = $1 for key share', parameters: [job] });
  await eventually(
    async () => ((await bench.traced()).some((line) => line.includes(`run ${job}`)) ? true : undefined),
    'the handler to run',
  );
  victim.kill('SIGKILL');
  await holder.query({ sql: 'rollback' });
  const worker = bench.worker({ leaseSeconds: 2 });
  await worker.start();
  const done = await bench.until(job, 'completed', 'failed');
  await worker.stop({ drain: true });
  expect(done).toMatchObject({ status: 'completed', children: { completed: 1, cancelled: 0 } });
  expect(await parts(job)).toHaveLength(1);
});

test('parts go with the job when it is deleted for its age, and no sooner', async () => {
  const job = await parent([{ kind: 'test.echo' }, { kind: 'test.work', ms: 400 }]);
  const worker = bench.worker({ retentionSeconds: 0, leaseSeconds: 0.3 });
  await worker.start();
  const gone = await eventually(async () => {
    const rows = await bench.sql<Job>('select * from keelson.job where job_id = $1 or parent_id = $1', [job]);
    return rows.length === 0 ? rows : undefined;
  }, 'the job and its parts to be deleted');
  expect(gone).toEqual([]);
  expect(await bench.events(job)).toEqual(['Started', 'Queued', 'Started', 'Completed']);
  await worker.stop({ drain: true });
});
