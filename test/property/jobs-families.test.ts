import * as fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { AttemptEnd } from '../../src/contexts/jobs/domain/settle-attempt.ts';
import { settleTogether } from '../../src/contexts/jobs/worker/settle-together.ts';
import { storeEnd } from '../../src/contexts/jobs/worker/store-end.ts';
import { sweepQueue } from '../../src/contexts/jobs/worker/sweep-queue.ts';
import type { AppError } from '../../src/kernel/errors.ts';
import { silentLog } from '../../src/platform/log/create-log.ts';
import { ENDS, tenantQueue } from '../support/jobs-store.ts';
import type { TenantQueue } from '../support/jobs-store.ts';
import { jobsBench } from '../support/jobs.ts';
import type { JobsBench } from '../support/jobs.ts';
import {
  allJobs,
  at,
  begin,
  cancel,
  crash,
  isActive,
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
import type { ModelJob } from '../support/queue-model.ts';

const CAP = 5;
const MAX_ATTEMPTS = 2;
/** A retry waits until a step lets it begin. */
const BACKOFF_SECONDS = 3600;
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

const submitStep = (keys: readonly number[]) =>
  step(`submit(${keys.join(', ')})`, async (model, { tenant }) => {
    const requests = keys.map((key) => ({ kind: 'test.model', input: {}, dedupe: `key ${key}` }));
    const answer = await bench.enqueueMany(requests, tenant).catch((error: unknown) => error as AppError);
    const refusal = refusalOf(model, keys, CAP);
    if (refusal !== undefined) expect(answer).toMatchObject(refusal);
    else
      for (const [n, { jobId }] of (answer as { jobId: string }[]).entries())
        model.jobs.push(newJob(jobId, keys[n]));
  });

const claimStep = (most: 1 | 4) =>
  step(`claim(${most})`, async (model, queue) => {
    const leases = await queue.claim(most);
    const taken = nextJobs(model, most);
    expect(leases.map(({ jobId }) => jobId)).toEqual(taken.map(({ id }) => id));
    for (const [n, job] of taken.entries()) {
      begin(model, job, leases[n]!);
      expect(leases[n]!.attempt).toBe(job.attempt);
    }
  });

const settleStep = (which: number, name: keyof typeof FAMILY_ENDS) =>
  step(`settle(${which}, ${name})`, async (model, { tenant }) => {
    const lease = at(model.leases, which);
    if (lease === undefined) return;
    const job = jobOf(model, lease);
    // A part hands out nothing, and is cancelled with its parent alone.
    const never = name === 'handed_out' || (name === 'cancelled' && !job.cancelRequested);
    const end: AttemptEnd = FAMILY_ENDS[never && job.parent ? 'completed' : name];
    const { database } = bench.db;
    const noPatience = { until: 0 };
    await storeEnd(lease, end, 0, noPatience, {
      database,
      log: silentLog,
      owner: 'model',
      settle: settleTogether({ database, owner: 'model' }),
      backoffSeconds: BACKOFF_SECONDS,
    });
    if (!settle(job, lease, end, BACKOFF_SECONDS)) return;
    if (end.how !== 'handed_out' || job.status !== 'queued') return;
    const rows = await bench.sql<{ job_id: string }>(
      'select job_id from keelson.job where parent_id = $1 order by child_number offset $2',
      [job.id, job.children.length],
      tenant,
    );
    expect(rows).toHaveLength(end.children.length);
    job.waitingOn = rows.length;
    job.children.push(...rows.map((row) => newJob(row.job_id, undefined, job)));
  });

const loseWorker = async (job: ModelJob, queue: TenantQueue) => {
  await queue.expire(job.id);
  await sweepQueue({
    database: bench.db.database,
    log: silentLog,
    owner: 'sweeper',
    retentionSeconds: 86_400,
  });
  crash(job, MAX_ATTEMPTS);
};
const crashStep = (which: number) =>
  step(`crash(${which})`, async (model, queue) => {
    const job = at(allJobs(model), which);
    if (job !== undefined) await loseWorker(job, queue);
  });

const cancelStep = (which: number, force: boolean) =>
  step(`cancel(${which}, ${force})`, async (model, queue) => {
    const job = at(allJobs(model), which);
    if (job === undefined) return;
    expect(await queue.cancel(job.id, force)).toMatchObject(cancel(job, force));
  });

const waitStep = step('wait', async (model, { tenant }) => {
  await bench.sql(`update keelson.job set available_at = now() where status = 'queued'`, [], tenant);
  for (const job of allJobs(model)) job.delayed = false;
});

const compareStep = step('compare', async (model, queue) => {
  expect(await queue.jobs()).toEqual(rowsOf(model));
  expect(await queue.counter()).toBe(queuedJobs(model).length);
});

/** Whoever holds a job crashes, and then one worker works everything off. */
const drainStep = step('drain', async (model, queue) => {
  for (const job of allJobs(model)) await loseWorker(job, queue);
  await waitStep.run(model, queue);
  for (let left = model.leases.length; ; left = model.leases.length) {
    await claimStep(4).run(model, queue);
    if (model.leases.length === left) break;
    for (let n = left; n < model.leases.length; n += 1) await settleStep(n, 'completed').run(model, queue);
  }
  await compareStep.run(model, queue);
  expect(allJobs(model).filter(isActive)).toEqual([]);
  const ends = await bench.sql<{ subject: string }>(
    `select subject from keelson.outbox
     where type in ('jobs.v1.JobCompleted', 'jobs.v1.JobFailed', 'jobs.v1.JobCancelled')`,
    [],
    queue.tenant,
  );
  const ids = allJobs(model).map(({ id }) => `job/${id}`);
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
      const setup = () => ({ model: newModel(), real: tenantQueue(bench) });
      await fc.asyncModelRun(setup, [...steps, compareStep, drainStep]);
    }),
    { numRuns: 40 },
  );
}, 180_000);
