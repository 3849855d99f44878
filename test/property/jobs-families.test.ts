import * as fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { settleAttempt } from '../../src/contexts/jobs/domain/settle-attempt.ts';
import type { AttemptEnd } from '../../src/contexts/jobs/domain/settle-attempt.ts';
import { claimJobs } from '../../src/contexts/jobs/store/claim-job.ts';
import type { ClaimedJob } from '../../src/contexts/jobs/store/claim-job.ts';
import { settleTogether } from '../../src/contexts/jobs/worker/settle-together.ts';
import { storeEnd } from '../../src/contexts/jobs/worker/store-end.ts';
import { sweepQueue } from '../../src/contexts/jobs/worker/sweep-queue.ts';
import type { AppError } from '../../src/kernel/errors.ts';
import { silentLog } from '../../src/platform/log/create-log.ts';
import { ENDS, tenantQueue } from '../support/jobs-store.ts';
import type { TenantQueue } from '../support/jobs-store.ts';
import { jobsBench } from '../support/jobs.ts';
import type { JobsBench } from '../support/jobs.ts';

const CAP = 5;
const MAX_ATTEMPTS = 2;
const FAMILY_ENDS = {
  ...ENDS,
  timed_out: { how: 'timed_out' },
  gave_way: { how: 'gave_way' },
  handed_out: { how: 'handed_out', children: [1, 2].map((n) => ({ kind: 'test.model', input: { n } })) },
} as const satisfies Record<string, AttemptEnd>;

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
  /** Nobody has ever held it. */
  fresh: boolean;
  /** Its next attempt may not begin yet. */
  delayed: boolean;
  parent: ModelJob | undefined;
  children: ModelJob[];
  waitingOn: number;
  lease?: ClaimedJob;
}

interface Model {
  /** In the order of their places; children are with their parents. */
  jobs: ModelJob[];
  leases: ClaimedJob[];
}

type Step = fc.AsyncCommand<Model, TenantQueue>;

const step = (name: string, run: Step['run']): Step => ({ check: () => true, run, toString: () => name });
const at = <Item>(items: readonly Item[], which: number) => items[which % Math.max(1, items.length)];
const all = (model: Model) => model.jobs.flatMap((job) => [job, ...job.children]);
const isActive = ({ status }: ModelJob) => status === 'queued' || status === 'running';
const newJob = (id: string, key: number, parent?: ModelJob): ModelJob => ({
  id,
  key,
  parent,
  status: 'queued',
  attempt: 0,
  waitingOn: 0,
  children: [],
  cancelRequested: false,
  fresh: true,
  delayed: false,
});

const submitStep = (keys: readonly number[]) =>
  step(`submit(${keys.join(', ')})`, async (model, { tenant }) => {
    const requests = keys.map((key) => ({ kind: 'test.model', input: {}, dedupe: `key ${key}` }));
    const answer = await bench.enqueueMany(requests, tenant).catch((error: unknown) => error as AppError);
    const active = keys.map((key) => model.jobs.find((job) => job.key === key && isActive(job)));
    const queued = model.jobs.filter(({ status }) => status === 'queued').length;
    if (new Set(keys).size < keys.length) expect(answer).toMatchObject({ code: 'already_queued' });
    else if (active.some((job) => job !== undefined)) {
      const first = active.find((job) => job !== undefined)!;
      expect(answer).toMatchObject({ code: 'already_queued', extra: { job_id: first.id } });
    } else if (queued + keys.length > CAP) expect(answer).toMatchObject({ code: 'queue_full' });
    else
      for (const [n, { jobId }] of (answer as { jobId: string }[]).entries())
        model.jobs.push(newJob(jobId, keys[n]!));
  });

const claimStep = (most: 1 | 4) =>
  step(`claim(${most})`, async (model, { tenant }) => {
    const claim = { kinds: ['test.model'], owner: 'model', leaseSeconds: 3600 };
    const leases = await bench.db.database.tenant(tenant, (tx) => claimJobs(tx, tenant, claim, most));
    const ready = all(model).filter((job) => job.status === 'queued' && !job.delayed && job.waitingOn === 0);
    const taken = ready.slice(0, most);
    const apart = taken.findIndex((job, n) => n > 0 && (!job.fresh || job.parent !== undefined));
    if (apart > 0) taken.length = apart;
    if (taken[0]?.parent !== undefined) taken.length = 1;
    expect(leases.map(({ jobId }) => jobId)).toEqual(taken.map(({ id }) => id));
    for (const [n, job] of taken.entries()) {
      const lease = leases[n]!;
      Object.assign(job, { status: 'running', attempt: job.attempt + 1, fresh: false, lease });
      expect(lease.attempt).toBe(job.attempt);
      model.leases.push(lease);
    }
  });

/** What the end of a child does to its parent, and so to the other children. */
const tellParent = ({ parent, status }: ModelJob) => {
  if (parent === undefined || parent.status !== 'queued' || parent.waitingOn === 0) return;
  if (status === 'completed') parent.waitingOn -= 1;
  if (status !== 'failed') return;
  parent.status = 'failed';
  stopChildren(parent);
};
const stopChildren = (parent: ModelJob) => {
  parent.waitingOn = 0;
  for (const child of parent.children) {
    if (child.status === 'queued') child.status = 'cancelled';
    if (child.status === 'running') child.cancelRequested = true;
  }
};

const settleStep = (which: number, name: keyof typeof FAMILY_ENDS) =>
  step(`settle(${which}, ${name})`, async (model, { tenant }) => {
    const lease = at(model.leases, which);
    if (lease === undefined) return;
    const job = all(model).find(({ id }) => id === lease.jobId)!;
    // A part hands out nothing, and is cancelled with its parent alone.
    const never = name === 'handed_out' || (name === 'cancelled' && !job.cancelRequested);
    const end: AttemptEnd = FAMILY_ENDS[never && job.parent ? 'completed' : name];
    const { database } = bench.db;
    const settle = settleTogether({ database, owner: 'model' });
    const patience = { until: 0 };
    await storeEnd(lease, end, 0, {
      database,
      log: silentLog,
      owner: 'model',
      settle,
      backoffSeconds: 3600,
      patience,
    });
    if (job.status !== 'running' || job.lease !== lease) return;
    const settlement = settleAttempt(end, lease, 3600);
    const back = settlement.status === 'queued';
    job.status = back && job.cancelRequested ? 'cancelled' : settlement.status;
    if (back && settlement.refund) job.attempt -= 1;
    job.delayed = back && settlement.delaySeconds > 0;
    if (end.how === 'handed_out' && job.status === 'queued') {
      const rows = await bench.sql<{ job_id: string }>(
        'select job_id from keelson.job where parent_id = $1 order by child_number offset $2',
        [job.id, job.children.length],
        tenant,
      );
      expect(rows).toHaveLength(end.children.length);
      job.waitingOn = rows.length;
      job.children.push(...rows.map((row) => newJob(row.job_id, -1, job)));
    }
    tellParent(job);
  });

const crash = async (job: ModelJob, { tenant }: TenantQueue) => {
  await bench.sql(
    `update keelson.job set lease_expires_at = now() - interval '1 s' where job_id = $1 and status = 'running'`,
    [job.id],
    tenant,
  );
  await sweepQueue({
    database: bench.db.database,
    log: silentLog,
    owner: 'sweeper',
    retentionSeconds: 86_400,
  });
  if (job.status !== 'running') return;
  job.status = job.cancelRequested ? 'cancelled' : job.attempt >= MAX_ATTEMPTS ? 'failed' : 'queued';
  tellParent(job);
};
const crashStep = (which: number) =>
  step(`crash(${which})`, async (model, queue) => {
    const job = at(all(model), which);
    if (job !== undefined) await crash(job, queue);
  });

const cancelStep = (which: number, force: boolean) =>
  step(`cancel(${which}, ${force})`, async (model, queue) => {
    const job = at(all(model), which);
    if (job === undefined) return;
    const answer = await queue.cancel(job.id, force);
    if (!isActive(job)) expect(answer).toMatchObject({ code: 'job_finished' });
    else if (job.parent !== undefined) expect(answer).toMatchObject({ code: 'job_is_part' });
    else if (job.status === 'queued' && (force || job.waitingOn === 0)) {
      expect(answer).toMatchObject({ status: 'cancelled' });
      job.status = 'cancelled';
      stopChildren(job);
    } else if (!force) expect(answer).toMatchObject({ code: 'job_running' });
    else {
      expect(answer).toMatchObject({ status: 'running' });
      job.cancelRequested = true;
    }
  });

const waitStep = step('wait', async (model, { tenant }) => {
  await bench.sql(`update keelson.job set available_at = now() where status = 'queued'`, [], tenant);
  for (const job of all(model)) job.delayed = false;
});

const compareStep = step('compare', async (model, queue) => {
  const rows = await bench.sql<{ job_id: string; status: string; attempt: number; waiting_on: number }>(
    'select job_id, status, attempt, waiting_on from keelson.job order by position_key, parent_id nulls first, child_number',
    [],
    queue.tenant,
  );
  expect(rows).toEqual(
    all(model).map(({ id, status, attempt, waitingOn }) => ({
      job_id: id,
      status,
      attempt,
      waiting_on: waitingOn,
    })),
  );
  expect(await queue.counter()).toBe(model.jobs.filter(({ status }) => status === 'queued').length);
});

/** Whoever holds a job crashes, and then one worker works everything off. */
const drainStep = step('drain', async (model, queue) => {
  for (const job of all(model)) await crash(job, queue);
  await waitStep.run(model, queue);
  for (let left = model.leases.length; ; left = model.leases.length) {
    await claimStep(4).run(model, queue);
    if (model.leases.length === left) break;
    for (let n = left; n < model.leases.length; n += 1) await settleStep(n, 'completed').run(model, queue);
  }
  await compareStep.run(model, queue);
  expect(all(model).filter(isActive)).toEqual([]);
  const ends = await bench.sql<{ subject: string }>(
    `select subject from keelson.outbox
     where type in ('jobs.v1.JobCompleted', 'jobs.v1.JobFailed', 'jobs.v1.JobCancelled')`,
    [],
    queue.tenant,
  );
  const ids = all(model).map(({ id }) => `job/${id}`);
  expect(ends.map(({ subject }) => subject).sort()).toEqual(ids.sort());
});

const which = fc.nat({ max: 30 });
const end = fc.constantFrom(...(Object.keys(FAMILY_ENDS) as (keyof typeof FAMILY_ENDS)[]));

test('any schedule with batches, parts, timeouts and retries that wait does what the model says', async () => {
  const keys = fc.array(fc.nat({ max: 6 }), { minLength: 1, maxLength: 3 });
  const schedules = fc.commands(
    [
      keys.map(submitStep),
      keys.map(submitStep),
      fc.constantFrom<1 | 4>(1, 4).map(claimStep),
      fc.constantFrom<1 | 4>(1, 4).map(claimStep),
      fc.tuple(which, end).map(([lease, how]) => settleStep(lease, how)),
      fc.tuple(which, fc.constant('handed_out' as const)).map(([lease, how]) => settleStep(lease, how)),
      which.map(crashStep),
      fc.tuple(which, fc.boolean()).map(([job, force]) => cancelStep(job, force)),
      fc.constant(waitStep),
      fc.constant(compareStep),
    ],
    { maxCommands: 60, size: 'max' },
  );
  await fc.assert(
    fc.asyncProperty(schedules, async (steps) => {
      const setup = () => ({ model: { jobs: [], leases: [] } as Model, real: tenantQueue(bench) });
      await fc.asyncModelRun(setup, [...steps, compareStep, drainStep]);
    }),
    { numRuns: 40 },
  );
}, 180_000);
