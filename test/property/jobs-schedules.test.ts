import * as fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { settleAttempt } from '../../src/contexts/jobs/domain/settle-attempt.ts';
import type { ClaimedJob } from '../../src/contexts/jobs/store/claim-job.ts';
import { ENDS, tenantQueue } from '../support/jobs-store.ts';
import type { EndName, TenantQueue } from '../support/jobs-store.ts';
import { jobsBench } from '../support/jobs.ts';
import type { JobsBench } from '../support/jobs.ts';

const CAP = 4;
const MAX_ATTEMPTS = 2;

let bench: JobsBench;

beforeAll(async () => {
  bench = await jobsBench({ queueCap: CAP, maxAttempts: MAX_ATTEMPTS });
});
afterAll(() => bench.close());

interface ModelJob {
  id: string;
  key: number;
  status: 'queued' | 'running' | 'completed' | 'failed' | 'cancelled';
  attempt: number;
  cancelRequested: boolean;
  /** The lease that counts, while it runs. */
  lease?: ClaimedJob;
}

interface Model {
  /** In the order of their places. */
  jobs: ModelJob[];
  /** Every lease that was ever given out, to be used long after it was lost. */
  leases: ClaimedJob[];
}

type Step = fc.AsyncCommand<Model, TenantQueue>;

const step = (name: string, run: Step['run']): Step => ({
  check: () => true,
  run,
  toString: () => name,
});
const at = <Item>(items: readonly Item[], which: number) => items[which % Math.max(1, items.length)];
const ofLease = (model: Model, lease: ClaimedJob) => model.jobs.find((job) => job.id === lease.jobId)!;
const holds = (job: ModelJob, lease: ClaimedJob) => job.status === 'running' && job.lease === lease;

const submitStep = (key: number) =>
  step(`submit(${key})`, async (model, queue) => {
    const answer = await queue.submit(key);
    const active = model.jobs.find(
      (job) => job.key === key && (job.status === 'queued' || job.status === 'running'),
    );
    const queued = model.jobs.filter((job) => job.status === 'queued').length;
    if (active !== undefined) {
      expect(answer).toMatchObject({ code: 'already_queued', extra: { job_id: active.id } });
    } else if (queued >= CAP) expect(answer).toMatchObject({ code: 'queue_full' });
    else {
      expect(answer).toEqual(expect.any(String));
      model.jobs.push({ id: String(answer), key, status: 'queued', attempt: 0, cancelRequested: false });
    }
  });

const claimStep = step('claim', async (model, queue) => {
  const lease = await queue.claim();
  const head = model.jobs.find((job) => job.status === 'queued');
  expect(lease?.jobId).toBe(head?.id);
  if (lease === undefined || head === undefined) return;
  head.status = 'running';
  head.attempt += 1;
  head.lease = lease;
  expect(lease.attempt).toBe(head.attempt);
  model.leases.push(lease);
});

const settleStep = (which: number, end: EndName) =>
  step(`settle(${which}, ${end})`, async (model, queue) => {
    const lease = at(model.leases, which);
    if (lease === undefined) return;
    const job = ofLease(model, lease);
    const settled = await queue.settle(lease, end);
    if (!holds(job, lease)) {
      expect(settled).toBeUndefined();
      return;
    }
    const { status } = settleAttempt(ENDS[end], lease, 0);
    job.status = status === 'queued' && job.cancelRequested ? 'cancelled' : status;
    if (end === 'handed_back') job.attempt -= 1;
    expect(settled?.status).toBe(job.status);
  });

const crashStep = (which: number) =>
  step(`crash(${which})`, async (model, queue) => {
    const job = at(model.jobs, which);
    if (job === undefined) return;
    const recovered = await queue.crash(job.id);
    if (job.status !== 'running') {
      expect(recovered).toBeUndefined();
      return;
    }
    job.status = job.cancelRequested ? 'cancelled' : job.attempt >= MAX_ATTEMPTS ? 'failed' : 'queued';
    expect(recovered?.status).toBe(job.status);
  });

const cancelStep = (which: number, force: boolean) =>
  step(`cancel(${which}, ${force})`, async (model, queue) => {
    const job = at(model.jobs, which);
    if (job === undefined) return;
    const answer = await queue.cancel(job.id, force);
    if (job.status === 'queued') {
      expect(answer).toMatchObject({ status: 'cancelled' });
      job.status = 'cancelled';
    } else if (job.status !== 'running') expect(answer).toMatchObject({ code: 'job_finished' });
    else if (!force) expect(answer).toMatchObject({ code: 'job_running' });
    else {
      expect(answer).toMatchObject({ status: 'running' });
      job.cancelRequested = true;
    }
  });

const heartbeatStep = (which: number) =>
  step(`heartbeat(${which})`, async (model, queue) => {
    const lease = at(model.leases, which);
    if (lease === undefined) return;
    const job = ofLease(model, lease);
    const state = await queue.heartbeat(lease);
    expect(state).toBe(!holds(job, lease) ? 'lost' : job.cancelRequested ? 'cancel_requested' : 'held');
  });

/** The database says of every job, every place and the counter what the model says. */
const compareStep = step('compare', async (model, queue) => {
  expect(await queue.jobs()).toEqual(
    model.jobs.map(({ id, status, attempt }) => ({ job_id: id, status, attempt })),
  );
  const queued = model.jobs.filter((job) => job.status === 'queued');
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
      const setup = () => ({ model: { jobs: [], leases: [] } as Model, real: queue });
      await fc.asyncModelRun(setup, [...steps, compareStep]);
    }),
    { numRuns: 40 },
  );
}, 180_000);
