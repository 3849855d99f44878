import { afterAll, beforeAll, expect, test } from 'vitest';
import { WORKER_LOST } from '../../src/contexts/jobs/domain/settle-attempt.ts';
import { claimJobs } from '../../src/contexts/jobs/store/claim-job.ts';
import type { ClaimedJob } from '../../src/contexts/jobs/store/claim-job.ts';
import { assertLease, extendLease } from '../../src/contexts/jobs/store/lease.ts';
import { recoverJob, revokeLease } from '../../src/contexts/jobs/store/sweep.ts';
import type { Tx } from '../../src/kernel/context.ts';
import { settleJob } from '../support/jobs-store.ts';
import { jobsBench } from '../support/jobs.ts';
import type { JobsBench } from '../support/jobs.ts';

let bench: JobsBench;
const TENANT = 1;

beforeAll(async () => {
  bench = await jobsBench();
});
afterAll(() => bench.close());

const bound = <Result>(work: (tx: Tx) => Promise<Result>) => bench.db.database.tenant(TENANT, work);
const claim = async (owner: string): Promise<ClaimedJob> => {
  const [job] = await bound((tx) =>
    claimJobs(tx, TENANT, { kinds: ['test.echo'], owner, leaseSeconds: 30 }, 1),
  );
  return job!;
};
const claimed = async () => {
  await bench.enqueue({ kind: 'test.echo', input: {} });
  return claim('first');
};
const expire = (job: ClaimedJob) =>
  bench.sql(`update keelson.job set lease_expires_at = now() - interval '1 s' where job_id = $1`, [
    job.jobId,
  ]);
const takeAway = (job: ClaimedJob) =>
  bound(async (tx) => {
    await revokeLease(tx, TENANT, job.jobId);
    return recoverJob(tx, TENANT, job.jobId, WORKER_LOST);
  });
const complete = (job: ClaimedJob, result: string) =>
  bound((tx) => settleJob(tx, job, { status: 'completed', result }));
/** A transaction as `owner`, which is bound to no tenant, or as `app`. */
const openStep = async (role: 'owner' | 'app') => {
  if (role === 'owner') {
    const owner = await bench.db.database.connectOwner();
    await owner.query({ sql: 'begin' });
    return {
      tx: owner as Tx,
      async commit() {
        await owner.query({ sql: 'commit' });
        await owner.end();
      },
    };
  }
  let opened: (tx: Tx) => void;
  let close: () => void;
  const tx = new Promise<Tx>((resolve) => (opened = resolve));
  const closed = new Promise<void>((resolve) => (close = resolve));
  const done = bound(async (open) => {
    opened(open);
    await closed;
  });
  return {
    tx: await tx,
    async commit() {
      close();
      await done;
    },
  };
};
const holds = (tx: Tx, job: ClaimedJob) =>
  assertLease((sql, parameters) => tx.query({ sql, parameters }), job);

test('of two ends of one job only the holder of the newest lease is heard', async () => {
  const first = await claimed();
  await expire(first);
  expect(await takeAway(first)).toMatchObject({ status: 'queued', attempt: 1 });
  const second = await claim('second');
  expect(second.jobId).toBe(first.jobId);
  expect(BigInt(second.leaseToken)).toBeGreaterThan(BigInt(first.leaseToken));
  expect(await complete(first, '"late"')).toBeUndefined();
  expect(await bound((tx) => extendLease(tx, first, 30, undefined))).toBe('lost');
  expect(await complete(second, '"in time"')).toMatchObject({ status: 'completed' });
  expect(await complete(second, '"twice"')).toBeUndefined();
  expect(await bench.get(first.jobId)).toMatchObject({ status: 'completed', result: 'in time', attempt: 2 });
});

test('a lease that ran out but was not taken is good again when it is extended', async () => {
  const job = await claimed();
  await expire(job);
  expect(await bound((tx) => extendLease(tx, job, 30, undefined))).toBe('held');
  expect(await takeAway(job)).toBeUndefined();
  expect(await complete(job, '1')).toMatchObject({ status: 'completed' });
});

test.each(['owner', 'app'] as const)(
  'a step (as %s) may begin only while the lease is held',
  async (role) => {
    const job = await claimed();
    const before = await openStep(role);
    await holds(before.tx, job);
    await before.commit();
    await expire(job);
    await takeAway(job);
    const after = await openStep(role);
    await expect(holds(after.tx, job)).rejects.toMatchObject({ kind: 'conflict', code: 'lease_lost' });
    await after.commit();
    await bench.run('jobs.cancel', { job_id: job.jobId });
  },
);

test.each(['owner', 'app'] as const)(
  'a step (as %s) that has begun is waited for, and none follows it',
  async (role) => {
    const job = await claimed();
    const step = await openStep(role);
    await holds(step.tx, job);
    // Heartbeats and progress go on beside the step.
    expect(await bound((tx) => extendLease(tx, job, 30, { phase: 'load' }))).toBe('held');
    await expire(job);
    expect(await takeAway(job)).toBeUndefined();
    expect((await bench.get(job.jobId)).status).toBe('running');
    const next = await openStep(role);
    await expect(holds(next.tx, job)).rejects.toMatchObject({ code: 'lease_lost' });
    await next.commit();
    await step.commit();
    expect(await takeAway(job)).toMatchObject({ status: 'queued' });
    await bench.run('jobs.cancel', { job_id: job.jobId });
  },
);

test('the end of a job comes after a step that is still open', async () => {
  const job = await claimed();
  const step = await openStep('owner');
  await holds(step.tx, job);
  let settled = false;
  const settling = bound((tx) => settleJob(tx, job, { status: 'cancelled' })).then((done) => {
    settled = true;
    return done;
  });
  await new Promise((resolve) => setTimeout(resolve, 150));
  expect(settled).toBe(false);
  await step.commit();
  expect(await settling).toMatchObject({ status: 'cancelled' });
});

test.each([
  { status: 'completed', result: '1' },
  { status: 'failed', error: { code: 'broken', message: 'It broke' } },
] as const)('an end ($status) that has waited for a heartbeat is written', async (settlement) => {
  const job = await claimed();
  const heartbeat = await openStep('app');
  expect(await extendLease(heartbeat.tx, job, 30, undefined)).toBe('held');
  const settling = bound((tx) => settleJob(tx, job, settlement));
  await new Promise((resolve) => setTimeout(resolve, 150));
  await heartbeat.commit();
  expect(await settling).toMatchObject({ status: settlement.status });
});

test('recovery: back to its place, failed at the last attempt, cancelled where that was asked', async () => {
  const first = await claimed();
  const behind = await bench.enqueue({ kind: 'test.other', input: {} });
  await expire(first);
  await takeAway(first);
  expect(await bench.get(first.jobId)).toMatchObject({ queue_position: 1, started_at: null });
  expect(await bench.get(behind)).toMatchObject({ queue_position: 2 });

  await bench.sql('update keelson.job set attempt = max_attempts - 1 where job_id = $1', [first.jobId]);
  const last = await claim('second');
  await expire(last);
  expect(await takeAway(last)).toMatchObject({ status: 'failed', error: { code: 'worker_lost' } });

  await bench.enqueue({ kind: 'test.echo', input: {} });
  const unwanted = await claim('third');
  await bench.run('jobs.cancel', { job_id: unwanted.jobId, force: true });
  await expire(unwanted);
  expect(await takeAway(unwanted)).toMatchObject({ status: 'cancelled', error: null });
});
