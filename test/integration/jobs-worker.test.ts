import { readFile } from 'node:fs/promises';
import { getPriority } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { NICENESS } from '../../src/platform/processes/lower-priority.ts';
import { eventually } from '../support/eventually.ts';
import { jobsBench, untilGone } from '../support/jobs.ts';
import type { JobsBench } from '../support/jobs.ts';

let bench: JobsBench;

beforeAll(async () => {
  bench = await jobsBench();
});
afterEach(() => bench.stopWorkers());
afterAll(() => bench.close());

const lines = async (jobId: string) => (await bench.traced()).filter((line) => line.includes(jobId));
test('a job runs in a child process and leaves its result, audit and events', async () => {
  await bench.startWorker();
  const id = await bench.enqueue({ kind: 'test.echo', input: { value: 'hé\0llo', trace: bench.trace } });
  const job = await bench.until(id, 'completed');
  expect(job.result).toEqual({
    echo: 'hé\u{FFFD}llo',
    actor: { kind: 'user', id: 'tester', scopes: ['*'] },
    attempt: 1,
  });
  expect(job).toMatchObject({ attempt: 1, error: null, queue_position: null });
  expect(Date.parse(job.completed_at!)).toBeGreaterThanOrEqual(Date.parse(job.started_at!) - 1);
  expect(Number((await lines(id))[0]!.split(' ').at(-1))).not.toBe(process.pid);
  expect(await bench.events(id)).toEqual(['Started', 'Completed']);
  const audit = await bench.sql<{ operation: string; door: string }>(
    'select operation, door from keelson.audit where $1 = any(subjects) and door = $2 order by id',
    [`job/${id}`, 'worker'],
  );
  expect(audit).toEqual([
    { operation: 'jobs.claim', door: 'worker' },
    { operation: 'jobs.settle', door: 'worker' },
  ]);
});

test('jobs that were queued before the worker started end in the order they were submitted', async () => {
  const ids: string[] = [];
  for (let n = 0; n < 12; n += 1) {
    ids.push(await bench.enqueue({ kind: 'test.echo', input: { trace: bench.trace } }));
  }
  await bench.startWorker();
  for (const id of ids) await bench.until(id, 'completed');
  const ran = (await bench.traced()).map((line) => line.split(' ')[1]!);
  expect(ran.filter((id) => ids.includes(id))).toEqual(ids);
});

test('tenants are served in turn, each in its own order', async () => {
  const asked: string[] = [];
  const ask = async (tenant: number, name: string) => {
    asked.push(name);
    await bench.enqueue({ kind: 'test.echo', input: { trace: `${bench.trace}.${name}` } }, tenant);
  };
  for (const name of ['a1', 'a2', 'a3', 'a4']) await ask(21, name);
  await ask(22, 'b1');
  await ask(23, 'c1');
  await bench.startWorker();
  const order = await eventually(async () => {
    const rows = [];
    for (const tenant of [21, 22, 23]) {
      rows.push(
        ...(await bench.sql<{ file: string; started_at: Date }>(
          `select input ->> 'trace' as file, started_at from keelson.job
           where tenant_id = $1 and status = 'completed' order by started_at`,
          [tenant],
          tenant,
        )),
      );
    }
    if (rows.length < asked.length) return undefined;
    return rows
      .sort((x, y) => Number(x.started_at) - Number(y.started_at))
      .map((row) => row.file.split('.').at(-1)!);
  }, 'all tenants to be served');
  expect(order.filter((name) => name.startsWith('a'))).toEqual(['a1', 'a2', 'a3', 'a4']);
  expect(order.indexOf('b1')).toBeLessThanOrEqual(2);
  expect(order.indexOf('c1')).toBeLessThanOrEqual(2);
});

test('several workers with several slots never run one job twice', async () => {
  const others = [bench.worker({ concurrency: 2 }), bench.worker({ concurrency: 3 })];
  for (const other of others) await other.start();
  const ids = await Promise.all(
    Array.from({ length: 60 }, () => bench.enqueue({ kind: 'test.echo', input: { trace: bench.trace } })),
  );
  for (const id of ids) await bench.until(id, 'completed');
  const ran = (await bench.traced()).map((line) => line.split(' ')[1]!).filter((id) => ids.includes(id));
  expect(ran).toHaveLength(60);
  expect(new Set(ran).size).toBe(60);
  await Promise.all(others.map((other) => other.stop({ drain: true })));
});

test('progress is shown while the job runs, and its last report afterwards', async () => {
  await bench.startWorker();
  const id = await bench.enqueue({ kind: 'test.work', input: { ms: 400 } });
  const running = await eventually(async () => {
    const job = await bench.get(id);
    return job.status === 'running' && job.progress !== null ? job : undefined;
  }, 'progress');
  expect(running.progress).toMatchObject({ phase: 'work', files_total: 1000, current: 'file\u{FFFD}1' });
  const done = await bench.until(id, 'completed');
  expect(done.progress!.files_done).toBeGreaterThan(10);
});

test('input that does not fit the handler is final at once', async () => {
  await bench.startWorker();
  const id = await bench.enqueue({ kind: 'test.strict', input: { count: 'many' } });
  const job = await bench.until(id, 'failed');
  expect(job).toMatchObject({ attempt: 1, error: { code: 'invalid_input' } });
});

test('jobs of a kind nobody here can run wait, and are in nobody’s way', async () => {
  await bench.startWorker();
  const strange = await bench.enqueue({ kind: 'test.unheard_of', input: {} });
  await bench.until(await bench.enqueue({ kind: 'test.echo', input: {} }), 'completed');
  expect((await bench.get(strange)).status).toBe('queued');
  await bench.run('jobs.cancel', { job_id: strange });
});

test('an error that may pass is tried again; one that will not is final; a bug is tried again in a fresh process', async () => {
  await bench.startWorker();
  const passing = await bench.enqueue({ kind: 'test.fail', input: { error: 'unavailable' } });
  const final = await bench.enqueue({ kind: 'test.fail', input: { error: 'forbidden' } });
  const hopeless = await bench.enqueue({ kind: 'test.fail', input: { error: 'unavailable', times: 9 } });
  const bug = await bench.enqueue({ kind: 'test.fail', input: { trace: bench.trace } });
  expect(await bench.until(passing, 'completed')).toMatchObject({
    attempt: 2,
    result: 'at last',
    error: null,
  });
  expect(await bench.until(final, 'failed')).toMatchObject({
    attempt: 1,
    error: { code: 'forbidden_error', message: 'It is forbidden' },
  });
  expect(await bench.until(hopeless, 'failed')).toMatchObject({
    attempt: 3,
    error: { code: 'unavailable_error' },
  });
  expect(await bench.until(bug, 'completed')).toMatchObject({ attempt: 2 });
  const processes = (await lines(bug)).map((line) => line.split(' ').at(-1));
  expect(new Set(processes).size).toBe(2);
  expect(await bench.events(hopeless)).toEqual([
    'Started',
    'Queued',
    'Started',
    'Queued',
    'Started',
    'Failed',
  ]);
});

test('a retry that waits keeps its place and is overtaken only while it waits', async () => {
  await bench.startWorker({ backoffSeconds: 30 });
  const id = await bench.enqueue({ kind: 'test.fail', input: { error: 'unavailable' } });
  const waiting = await eventually(async () => {
    const job = await bench.get(id);
    return job.status === 'queued' && job.attempt === 1 ? job : undefined;
  }, 'the retry to be queued');
  expect(waiting).toMatchObject({
    queue_position: 1,
    error: { code: 'unavailable_error' },
    started_at: null,
  });
  expect(Date.parse(waiting.available_at) - Date.now()).toBeGreaterThan(20_000);
  await bench.until(await bench.enqueue({ kind: 'test.echo', input: {} }), 'completed');
  await bench.run('jobs.cancel', { job_id: id });
});

test('a job whose notification was lost is found at the next look', async () => {
  await bench.startWorker();
  await sleep(300);
  const id = await bench.enqueue({ kind: 'test.echo', input: {}, maxAttempts: 1 });
  await bench.until(id, 'completed');
  await bench.sql(
    `with back as (
       update keelson.job set status = 'queued', completed_at = null, attempt = 0 where job_id = $1 returning 1)
     update keelson.job_queue set queued = queued + 1 from back`,
    [id],
  );
  await bench.until(id, 'completed');
});

test('what handlers print never reaches standard output', async () => {
  const child = await bench.workerProcess();
  let printed = '';
  child.stdout!.on('data', (chunk: Buffer) => (printed += chunk.toString()));
  const id = await bench.enqueue({ kind: 'test.print', input: {} });
  await bench.until(id, 'completed');
  child.send('drain');
  await untilGone(child.pid!);
  expect(printed).toBe('');
});

test('a worker whose job processes cannot start says so and claims nothing', async () => {
  const id = await bench.enqueue({ kind: 'test.echo', input: {} });
  const broken = bench.worker({ childEntry: '/nowhere/entry.js' });
  await expect(broken.start()).rejects.toMatchObject({ kind: 'unavailable', code: 'job_process_failed' });
  expect(await bench.get(id)).toMatchObject({ status: 'queued', attempt: 0 });
  await bench.run('jobs.cancel', { job_id: id });
});

test('old jobs are deleted, their audit stays', async () => {
  await bench.startWorker({ leaseSeconds: 3, retentionSeconds: 3600 });
  const old = await bench.enqueue({ kind: 'test.echo', input: {} });
  const young = await bench.enqueue({ kind: 'test.echo', input: {} });
  await bench.until(old, 'completed');
  await bench.until(young, 'completed');
  await bench.sql(`update keelson.job set completed_at = now() - interval '2 hours' where job_id = $1`, [
    old,
  ]);
  await eventually(
    () =>
      bench.get(old).then(
        () => undefined,
        (error: { code: string }) => error.code,
      ),
    'the old job to be deleted',
  );
  expect((await bench.get(young)).status).toBe('completed');
  expect(await bench.events(old)).toEqual(['Started', 'Completed']);
});

test('a job that gives way lets one that waits go first, and loses no attempt', async () => {
  await bench.startWorker();
  // Others of its own kind are no reason.
  const polite = await bench.enqueue({ kind: 'test.polite', input: { ms: 3000, trace: bench.trace } });
  const second = await bench.enqueue({ kind: 'test.polite', input: { ms: 0, trace: bench.trace } });
  await bench.until(polite, 'running');
  await eventually(async () => (await lines(polite))[0], 'the start of the job');
  const urgent = await bench.enqueue({ kind: 'test.echo', input: { trace: bench.trace } });
  await bench.until(urgent, 'completed');
  expect((await bench.get(polite)).status).not.toBe('completed');
  expect(await bench.until(polite, 'completed')).toMatchObject({ attempt: 1, error: null });
  await bench.until(second, 'completed');
  const ran = (await bench.traced())
    .map((line) => line.split(' '))
    .flatMap(([what, id]) => ([polite, urgent].includes(id!) ? [`${what} ${id === polite}`] : []));
  expect(ran).toEqual(['start true', 'run false', 'start true', 'end true']);
});

test('a job that has given way for ten minutes goes on', async () => {
  const polite = await bench.enqueue({ kind: 'test.polite', input: { ms: 500, trace: bench.trace } });
  await bench.sql(`update keelson.job set created_at = now() - interval '11 minutes' where job_id = $1`, [
    polite,
  ]);
  const urgent = await bench.enqueue({ kind: 'test.echo', input: { trace: bench.trace } });
  await bench.startWorker();
  await bench.until(urgent, 'completed');
  expect(await lines(polite)).toHaveLength(2);
});

test('job processes let others go first', async () => {
  await bench.startWorker();
  const id = await bench.enqueue({ kind: 'test.echo', input: { trace: bench.trace } });
  await bench.until(id, 'completed');
  const pid = Number((await lines(id))[0]!.split(' ').at(-1));
  expect(getPriority(pid)).toBe(Math.max(NICENESS, getPriority()));
  // Where Linux weighs sessions first; elsewhere there is no such file.
  const session = await readFile(`/proc/${pid}/autogroup`, 'utf8').catch(() => `nice ${NICENESS}`);
  expect(session.trim()).toMatch(new RegExp(`nice ${NICENESS}$`));
});
