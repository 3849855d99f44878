import {
  array,
  assert,
  asyncModelRun,
  asyncProperty,
  boolean,
  commands,
  constant,
  constantFrom,
  integer,
  nat,
  oneof,
  record,
} from 'fast-check';
import type { AsyncCommand } from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { settleAttempt, WORKER_LOST } from '../../src/contexts/jobs/domain/settle-attempt.ts';
import type { AttemptEnd } from '../../src/contexts/jobs/domain/settle-attempt.ts';
import { claimJob } from '../../src/contexts/jobs/store/claim-job.ts';
import type { ClaimedJob } from '../../src/contexts/jobs/store/claim-job.ts';
import { extendLease } from '../../src/contexts/jobs/store/lease.ts';
import { settleJob } from '../../src/contexts/jobs/store/settle-job.ts';
import { recoverJob, revokeLease } from '../../src/contexts/jobs/store/sweep.ts';
import { AppError } from '../../src/kernel/errors.ts';
import { jobsBench } from '../support/jobs.ts';
import type { JobsBench } from '../support/jobs.ts';

const CAP = 4;
const MAX_ATTEMPTS = 2;

let bench: JobsBench;
let lastTenant = 1000;

beforeAll(async () => {
  bench = await jobsBench({ queueCap: CAP, maxAttempts: MAX_ATTEMPTS });
});
afterAll(() => bench.close());

/** The queue of one tenant, as random schedules work on it. */
interface Real {
  tenant: number;
}

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

type Step = AsyncCommand<Model, Real>;

const ENDS = {
  completed: { how: 'completed', result: '"done"' },
  retry: { how: 'failed', kind: 'unavailable', error: { code: 'e', message: 'e' } },
  final: { how: 'failed', kind: 'invalid', error: { code: 'e', message: 'e' } },
  died: { how: 'died', detail: 'signal SIGKILL' },
  handed_back: { how: 'handed_back' },
  cancelled: { how: 'cancelled' },
} as const satisfies Record<string, AttemptEnd>;

const claim = (tenant: number) =>
  bench.db.database.tenant(tenant, (tx) =>
    claimJob(tx, tenant, { kinds: ['test.model'], owner: 'model', leaseSeconds: 3600 }),
  );
const settle = (lease: ClaimedJob, end: AttemptEnd) =>
  bench.db.database.tenant(lease.tenant, (tx) => settleJob(tx, lease, settleAttempt(end, lease, 0)));
const crash = async (tenant: number, id: string) => {
  await bench.sql(
    `update keelson.job set lease_expires_at = now() - interval '1 s' where job_id = $1 and status = 'running'`,
    [id],
    tenant,
  );
  return bench.db.database.tenant(tenant, async (tx) => {
    await revokeLease(tx, tenant, id);
    return recoverJob(tx, tenant, id, WORKER_LOST);
  });
};
const submit = (tenant: number, key: number) =>
  bench
    .enqueue({ kind: 'test.model', input: {}, dedupe: `key ${key}` }, tenant)
    .catch((error: unknown) => (error instanceof AppError ? error : Promise.reject(error)));

const command = (name: string, run: Step['run']): Step => ({
  check: () => true,
  run,
  toString: () => name,
});

const submitStep = (key: number) =>
  command(`submit(${key})`, async (model, real) => {
    const answer = await submit(real.tenant, key);
    const active = model.jobs.find(
      (job) => job.key === key && (job.status === 'queued' || job.status === 'running'),
    );
    const queued = model.jobs.filter((job) => job.status === 'queued').length;
    if (active !== undefined) {
      expect(answer).toMatchObject({ code: 'already_queued', extra: { job_id: active.id } });
    } else if (queued >= CAP) expect(answer).toMatchObject({ code: 'queue_full' });
    else {
      expect(answer).toEqual(expect.any(String));
      model.jobs.push({
        id: answer as string,
        key,
        status: 'queued',
        attempt: 0,
        cancelRequested: false,
      });
    }
  });

const claimStep = () =>
  command('claim', async (model, real) => {
    const lease = await claim(real.tenant);
    const head = model.jobs.find((job) => job.status === 'queued');
    expect(lease?.jobId).toBe(head?.id);
    if (lease === undefined || head === undefined) return;
    head.status = 'running';
    head.attempt += 1;
    expect(lease.attempt).toBe(head.attempt);
    head.lease = lease;
    model.leases.push(lease);
  });

const settleStep = (which: number, how: keyof typeof ENDS) =>
  command(`settle(${which}, ${how})`, async (model) => {
    const lease = model.leases[which % Math.max(1, model.leases.length)];
    if (lease === undefined) return;
    const job = model.jobs.find((one) => one.id === lease.jobId)!;
    const settled = await settle(lease, ENDS[how]);
    if (job.status !== 'running' || job.lease !== lease) {
      expect(settled).toBeUndefined();
      return;
    }
    let next = settleAttempt(ENDS[how], { ...lease, attempt: job.attempt }, 0).status;
    if (next === 'queued' && job.cancelRequested) next = 'cancelled';
    expect(settled?.status).toBe(next);
    if (how === 'handed_back') job.attempt -= 1;
    job.status = next;
  });

const crashStep = (which: number) =>
  command(`crash(${which})`, async (model, real) => {
    const job = model.jobs[which % Math.max(1, model.jobs.length)];
    if (job === undefined) return;
    const recovered = await crash(real.tenant, job.id);
    if (job.status !== 'running') {
      expect(recovered).toBeUndefined();
      return;
    }
    job.status = job.cancelRequested ? 'cancelled' : job.attempt >= MAX_ATTEMPTS ? 'failed' : 'queued';
    expect(recovered?.status).toBe(job.status);
  });

const cancelStep = (which: number, force: boolean) =>
  command(`cancel(${which}, ${force})`, async (model, real) => {
    const job = model.jobs[which % Math.max(1, model.jobs.length)];
    if (job === undefined) return;
    const answer = await bench
      .run('jobs.cancel', { job_id: job.id, force }, real.tenant)
      .catch((error: unknown) => error);
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
  command(`heartbeat(${which})`, async (model) => {
    const lease = model.leases[which % Math.max(1, model.leases.length)];
    if (lease === undefined) return;
    const job = model.jobs.find((one) => one.id === lease.jobId)!;
    const state = await bench.db.database.tenant(lease.tenant, (tx) =>
      extendLease(tx, lease, 3600, { phase: 'model' }),
    );
    const holds = job.status === 'running' && job.lease === lease;
    expect(state).toBe(!holds ? 'lost' : job.cancelRequested ? 'cancel_requested' : 'held');
  });

/** The database says of every job, every place and the counter what the model says. */
const compareStep = () =>
  command('compare', async (model, real) => {
    const rows = await bench.sql<{ job_id: string; status: string; attempt: number }>(
      'select job_id, status, attempt from keelson.job where tenant_id = $1 order by position_key',
      [real.tenant],
      real.tenant,
    );
    expect(rows).toEqual(model.jobs.map(({ id, status, attempt }) => ({ job_id: id, status, attempt })));
    const queued = model.jobs.filter((job) => job.status === 'queued');
    expect(await counter(real.tenant)).toBe(queued.length);
    for (const [n, job] of queued.entries()) {
      expect((await bench.get(job.id, real.tenant)).queue_position).toBe(n + 1);
    }
  });

async function counter(tenant: number): Promise<number> {
  const rows = await bench.sql<{ queued: number }>(
    'select queued from keelson.job_queue where tenant_id = $1',
    [tenant],
    tenant,
  );
  return rows[0]?.queued ?? 0;
}

const ends = constantFrom(...(Object.keys(ENDS) as (keyof typeof ENDS)[]));

test('any schedule of submit, claim, end, crash and cancel does what the model says', async () => {
  const schedules = commands(
    [
      nat({ max: 5 }).map(submitStep),
      nat({ max: 5 }).map(submitStep),
      constant(claimStep()),
      constant(claimStep()),
      record({ which: nat({ max: 20 }), how: ends }).map(({ which, how }) => settleStep(which, how)),
      nat({ max: 20 }).map(crashStep),
      record({ which: nat({ max: 20 }), force: boolean() }).map(({ which, force }) =>
        cancelStep(which, force),
      ),
      nat({ max: 20 }).map(heartbeatStep),
      constant(compareStep()),
    ],
    { maxCommands: 60, size: 'max' },
  );
  await assert(
    asyncProperty(schedules, async (steps) => {
      lastTenant += 1;
      const setup = () => ({ model: { jobs: [], leases: [] } as Model, real: { tenant: lastTenant } });
      await asyncModelRun(setup, [...steps, compareStep()]);
    }),
    { numRuns: 60 },
  );
});

test('clients and workers at once: no job is lost and none ends twice', async () => {
  const action = oneof(
    record({ does: constant('submit' as const), key: integer({ min: 0, max: 7 }) }),
    record({ does: constant('submit' as const), key: integer({ min: 0, max: 7 }) }),
    record({ does: constant('work' as const), how: ends }),
    record({ does: constant('work' as const), how: ends }),
    record({ does: constant('crash' as const), which: nat({ max: 20 }) }),
    record({ does: constant('cancel' as const), which: nat({ max: 20 }) }),
  );
  await assert(
    asyncProperty(
      array(array(action, { maxLength: 12 }), { minLength: 4, maxLength: 4 }),
      async (clients) => {
        lastTenant += 1;
        const tenant = lastTenant;
        const accepted: string[] = [];
        const ended = new Map<string, number>();
        const note = (settled: { jobId: string; status: string } | undefined) => {
          if (settled === undefined || settled.status === 'queued') return;
          ended.set(settled.jobId, (ended.get(settled.jobId) ?? 0) + 1);
        };
        const work = async (end: AttemptEnd) => {
          const lease = await claim(tenant);
          if (lease !== undefined) note(await settle(lease, end));
          return lease;
        };
        await Promise.all(
          clients.map(async (actions) => {
            for (const step of actions) {
              const target =
                'which' in step ? accepted[step.which % Math.max(1, accepted.length)] : undefined;
              if (step.does === 'submit') {
                const answer = await submit(tenant, step.key);
                if (typeof answer === 'string') accepted.push(answer);
              } else if (step.does === 'work') await work(ENDS[step.how]);
              else if (target === undefined) continue;
              else if (step.does === 'crash') note(await crash(tenant, target));
              else {
                const cancelled = await bench
                  .run('jobs.cancel', { job_id: target, force: true }, tenant)
                  .catch(() => undefined);
                const { status } = (cancelled ?? {}) as { status?: string };
                if (status === 'cancelled') note({ jobId: target, status });
              }
            }
          }),
        );
        while ((await work(ENDS.completed)) !== undefined);
        const rows = await bench.sql<{ job_id: string; status: string }>(
          'select job_id, status from keelson.job where tenant_id = $1 order by job_id',
          [tenant],
          tenant,
        );
        expect(rows.map((row) => row.job_id).sort()).toEqual([...accepted].sort());
        for (const row of rows) {
          expect(['completed', 'failed', 'cancelled']).toContain(row.status);
          expect(ended.get(row.job_id)).toBe(1);
        }
        expect(await counter(tenant)).toBe(0);
      },
    ),
    { numRuns: 60 },
  );
});
