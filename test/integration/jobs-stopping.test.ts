import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { Job } from '../../src/contexts/jobs/index.ts';
import { eventually } from '../support/eventually.ts';
import { isAlive, jobsBench, untilGone } from '../support/jobs.ts';
import type { JobsBench } from '../support/jobs.ts';

let bench: JobsBench;

beforeAll(async () => {
  bench = await jobsBench();
});
afterEach(() => bench.stopWorkers());
afterAll(() => bench.close());

const cancel = (jobId: string) => bench.run('jobs.cancel', { job_id: jobId, force: true }) as Promise<Job>;
const lines = async (jobId: string) => (await bench.traced()).filter((line) => line.includes(jobId));
/** Waits for the job's handler and answers its process. */
const startedBy = (jobId: string) =>
  eventually(async () => {
    const line = (await lines(jobId)).at(-1);
    return line === undefined ? undefined : Number(line.split(' ').at(-1));
  }, `job ${jobId} to start`);

test('cancelling with force stops a running job, and its folder is free when its process is gone', async () => {
  await bench.startWorker();
  const request = { kind: 'test.work', input: { ms: 60_000, trace: bench.trace }, dedupe: 'one' };
  const id = await bench.enqueue(request);
  await startedBy(id);
  await expect(bench.enqueue(request)).rejects.toMatchObject({ code: 'already_queued' });
  const asked = performance.now();
  expect(await cancel(id)).toMatchObject({ status: 'running' });
  const job = await bench.until(id, 'cancelled');
  expect(performance.now() - asked).toBeLessThan(2000);
  expect(job.completed_at).not.toBeNull();
  expect(await bench.events(id)).toEqual(['Started', 'CancelRequested', 'Cancelled']);
  const again = await bench.enqueue(request);
  await cancel(again).catch(() => cancel(again));
});

test('a job that burns CPU and never looks at its signal is ended', async () => {
  await bench.startWorker();
  const id = await bench.enqueue({ kind: 'test.burn', input: { ms: 120_000, trace: bench.trace } });
  const pid = await startedBy(id);
  await cancel(id);
  await bench.until(id, 'cancelled');
  expect(await isAlive(pid)).toBe(false);
  const next = await bench.enqueue({ kind: 'test.echo', input: {} });
  await bench.until(next, 'completed');
});

test('a job that outlives its limit is ended with all it has started, and the next one runs', async () => {
  await bench.startWorker();
  const id = await bench.enqueue({ kind: 'test.spawn', input: { trace: bench.trace }, timeoutSeconds: 1 });
  const next = await bench.enqueue({ kind: 'test.echo', input: {} });
  const pid = await startedBy(id);
  const started = Number((await lines(id))[0]!.split(' ')[1]);
  expect(await isAlive(started)).toBe(true);
  expect(await bench.until(id, 'failed')).toMatchObject({ attempt: 1, error: { code: 'timed_out' } });
  await untilGone(pid, started);
  await bench.until(next, 'completed');
});

test('a cancel whose notification was lost is seen at the next look', async () => {
  await bench.startWorker();
  // This one reports no progress, whose answer would tell as well; a heartbeat comes every ten seconds.
  const id = await bench.enqueue({ kind: 'test.spawn', input: { trace: bench.trace } });
  await startedBy(id);
  const asked = performance.now();
  await bench.sql('update keelson.job set cancel_requested_at = now() where job_id = $1', [id]);
  await bench.until(id, 'cancelled');
  expect(performance.now() - asked).toBeLessThan(8000);
});

test('stopping hands a running job back to its place without costing an attempt', async () => {
  const worker = await bench.startWorker();
  const id = await bench.enqueue({
    kind: 'test.work',
    input: { ms: 1500, trace: bench.trace },
    maxAttempts: 1,
  });
  const behind = await bench.enqueue({ kind: 'test.echo', input: { trace: bench.trace } });
  const pid = await startedBy(id);
  await worker.stop({ drain: false });
  expect(await isAlive(pid)).toBe(false);
  expect(await bench.get(id)).toMatchObject({ status: 'queued', queue_position: 1, attempt: 0, error: null });
  expect(await bench.get(behind)).toMatchObject({ status: 'queued', queue_position: 2 });
  await bench.startWorker();
  await bench.until(behind, 'completed');
  expect(await bench.get(id)).toMatchObject({ status: 'completed', attempt: 1 });
});

test('draining lets a running job end and claims no other', async () => {
  const worker = await bench.startWorker();
  const id = await bench.enqueue({ kind: 'test.work', input: { ms: 500, trace: bench.trace } });
  const behind = await bench.enqueue({ kind: 'test.echo', input: {} });
  await startedBy(id);
  expect(worker.running()).toMatchObject([{ jobId: id, kind: 'test.work', tenant: 1 }]);
  await worker.stop({ drain: true });
  expect(await bench.get(id)).toMatchObject({ status: 'completed' });
  expect(await bench.get(behind)).toMatchObject({ status: 'queued' });
  expect(worker.running()).toEqual([]);
  await bench.run('jobs.cancel', { job_id: behind });
});
