import * as fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ENDS, tenantQueue } from '../support/jobs-store.ts';
import type { EndName } from '../support/jobs-store.ts';
import { jobsBench } from '../support/jobs.ts';
import type { JobsBench } from '../support/jobs.ts';
import {
  at,
  begin,
  cancel,
  crash,
  holds,
  jobOf,
  newJob,
  newModel,
  nextJobs,
  queuedJobs,
  refusalOf,
  rowsOf,
  settle,
  step,
} from '../support/queue-model.ts';

const CAP = 4;
const MAX_ATTEMPTS = 2;

let bench: JobsBench;

beforeAll(async () => {
  bench = await jobsBench({ queueCap: CAP, maxAttempts: MAX_ATTEMPTS });
});
afterAll(() => bench.close());

const submitStep = (key: number) =>
  step(`submit(${key})`, async (model, queue) => {
    const answer = await queue.submit(key);
    const refusal = refusalOf(model, [key], CAP);
    if (refusal !== undefined) expect(answer).toMatchObject(refusal);
    else {
      expect(answer).toEqual(expect.any(String));
      model.jobs.push(newJob(String(answer), key));
    }
  });

const claimStep = step('claim', async (model, queue) => {
  const [lease] = await queue.claim(1);
  const [head] = nextJobs(model, 1);
  expect(lease?.jobId).toBe(head?.id);
  if (lease === undefined || head === undefined) return;
  begin(model, head, lease);
  expect(lease.attempt).toBe(head.attempt);
});

const settleStep = (which: number, end: EndName) =>
  step(`settle(${which}, ${end})`, async (model, queue) => {
    const lease = at(model.leases, which);
    if (lease === undefined) return;
    const job = jobOf(model, lease);
    const settled = await queue.settle(lease, end);
    expect(settled?.status).toBe(settle(job, lease, ENDS[end], 0) ? job.status : undefined);
  });

const crashStep = (which: number) =>
  step(`crash(${which})`, async (model, queue) => {
    const job = at(model.jobs, which);
    if (job === undefined) return;
    const recovered = await queue.crash(job.id);
    expect(recovered?.status).toBe(crash(job, MAX_ATTEMPTS) ? job.status : undefined);
  });

const cancelStep = (which: number, force: boolean) =>
  step(`cancel(${which}, ${force})`, async (model, queue) => {
    const job = at(model.jobs, which);
    if (job === undefined) return;
    expect(await queue.cancel(job.id, force)).toMatchObject(cancel(job, force));
  });

const heartbeatStep = (which: number) =>
  step(`heartbeat(${which})`, async (model, queue) => {
    const lease = at(model.leases, which);
    if (lease === undefined) return;
    const job = jobOf(model, lease);
    const state = await queue.heartbeat(lease);
    expect(state).toBe(!holds(job, lease) ? 'lost' : job.cancelRequested ? 'cancel_requested' : 'held');
  });

/** The database says of every job, every place and the counter what the model says. */
const compareStep = step('compare', async (model, queue) => {
  expect(await queue.jobs()).toEqual(rowsOf(model));
  const queued = queuedJobs(model);
  expect(await queue.counter()).toBe(queued.length);
  for (const [n, job] of queued.entries()) {
    expect((await bench.get(job.id, queue.tenant)).queue_position).toBe(n + 1);
  }
});

const which = fc.nat({ max: 20 });
const end = fc.constantFrom(...(Object.keys(ENDS) as EndName[]));

test('any schedule of submit, claim, end, crash and cancel does what the model says', async () => {
  const schedules = fc.commands(
    [
      fc.nat({ max: 5 }).map(submitStep),
      fc.nat({ max: 5 }).map(submitStep),
      fc.constant(claimStep),
      fc.constant(claimStep),
      fc.tuple(which, end).map(([lease, how]) => settleStep(lease, how)),
      which.map(crashStep),
      fc.tuple(which, fc.boolean()).map(([job, force]) => cancelStep(job, force)),
      which.map(heartbeatStep),
      fc.constant(compareStep),
    ],
    { maxCommands: 80, size: 'max' },
  );
  await fc.assert(
    fc.asyncProperty(schedules, async (steps) => {
      const queue = tenantQueue(bench);
      const setup = () => ({ model: newModel(), real: queue });
      await fc.asyncModelRun(setup, [...steps, compareStep]);
    }),
    { numRuns: 40 },
  );
}, 180_000);
