import { afterAll, beforeAll, expect, test } from 'vitest';
import { servedFolders } from '../../src/contexts/jobs/domain/served-folders.ts';
import type { Job, JobList } from '../../src/contexts/jobs/index.ts';
import type { WorkerList } from '../../src/contexts/jobs/schemas.ts';
import { claimJobs, pickTenant } from '../../src/contexts/jobs/store/claim-job.ts';
import { settleJobs } from '../../src/contexts/jobs/store/settle-jobs.ts';
import { purgeFinished, tenantsToPurge } from '../../src/contexts/jobs/store/sweep.ts';
import type { Tx } from '../../src/kernel/context.ts';
import { eventually } from '../support/eventually.ts';
import { jobsBench } from '../support/jobs.ts';
import type { JobsBench } from '../support/jobs.ts';

let bench: JobsBench;
beforeAll(async () => {
  bench = await jobsBench({ queueCap: 1000 });
});
afterAll(() => bench.close());

const echo = (value: string, needsFolder?: string) =>
  bench.enqueue({
    kind: 'test.echo',
    input: { value, trace: bench.trace },
    ...(needsFolder !== undefined && { needsFolder }),
  });
const workers = async () => ((await bench.run('jobs.list_workers', {})) as WorkerList).workers;
/** Rows of jobs that the transaction has read so far. */
const rowsRead = async (tx: Tx): Promise<number> => {
  const [row] = await tx.query<{ read: string }>({
    sql: `select coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0) as read
      from pg_stat_xact_user_tables where relid = 'keelson.job'::regclass`,
  });
  return Number(row?.read ?? 0);
};

test('a worker takes the jobs of the folders it serves and those that need none, in their order', async () => {
  const jobs = {
    other: await echo('other', '/srv/other'),
    inside: await echo('inside', '/srv/code/a/b'),
    longer: await echo('longer', '/srv/code-2'),
    before: await echo('before', '/srv/cod'),
    free: await echo('free'),
    itself: await echo('itself', '/srv/code'),
  };
  expect((await bench.get(jobs.inside)).waiting_for).toBe('a worker that serves /srv/code/a/b');
  const worker = bench.worker({ roots: ['/srv/code'] });
  await worker.start();
  await bench.until(jobs.itself, 'completed');
  const order = (await bench.traced()).map((line) => line.split(' ')[1]);
  expect(order).toEqual([jobs.inside, jobs.free, jobs.itself]);
  const left = ((await bench.run('jobs.list', { status: 'queued' })) as JobList).jobs;
  expect(left.map((job: Job) => [job.job_id, job.waiting_for])).toEqual([
    [jobs.other, 'a worker that serves /srv/other'],
    [jobs.longer, 'a worker that serves /srv/code-2'],
    [jobs.before, 'a worker that serves /srv/cod'],
  ]);

  const everything = bench.worker();
  await everything.start();
  await bench.until(jobs.before, 'completed');
  await Promise.all([worker, everything].map((one) => one.stop({ drain: true })));
});

test('a worker of no folder takes what needs none; the root of the file system is every folder', async () => {
  const [deep, free] = [await echo('deep', '/a/b/c'), await echo('free')];
  const none = bench.worker({ roots: [] });
  await none.start();
  await bench.until(free, 'completed');
  expect((await bench.get(deep)).status).toBe('queued');
  const whole = bench.worker({ roots: ['/'] });
  await whole.start();
  await bench.until(deep, 'completed');
  await Promise.all([none, whole].map((one) => one.stop({ drain: true })));
});

test('workers are known while they live', async () => {
  const worker = bench.worker({ roots: ['/srv/code'], concurrency: 3 });
  await worker.start();
  const victim = await bench.workerProcess({ leaseSeconds: 2 });
  expect(await workers()).toMatchObject([
    { roots: ['/srv/code'], concurrency: 3, kinds: expect.arrayContaining(['test.echo']) as string[] },
    { roots: null, concurrency: 1 },
  ]);
  // Killed on this machine, it need not be waited for: the next worker to look finds its process gone.
  victim.kill('SIGKILL');
  const next = bench.worker({ leaseSeconds: 1 });
  await next.start();
  const left = await eventually(async () => {
    const seen = await workers();
    return seen.length === 2 ? seen : undefined;
  }, 'the dead worker to be struck out');
  expect(left[0]).toMatchObject({ roots: ['/srv/code'] });
  await Promise.all([worker, next].map((one) => one.stop({ drain: true })));
  expect(await workers()).toEqual([]);
});

test('a backlog for others is not read, whatever statistics there are', async () => {
  const tenant = 7;
  await bench.sql('insert into keelson.job_queue (tenant_id, queued) values ($1, 3000)', [tenant], tenant);
  await bench.sql(
    `insert into keelson.job (tenant_id, job_id, kind, input, source, requested_by, max_attempts, timeout_seconds,
        needs_folder, dedupe_key)
      select $1, gen_random_uuid(), 'test.echo', '{}', 'manual', '{}', 3, 60, '/srv/others/' || n, n
      from generate_series(1, 3000) n`,
    [tenant],
    tenant,
  );
  const claim = {
    kinds: ['test.echo'],
    owner: 'test',
    leaseSeconds: 60,
    folders: servedFolders(['/srv/mine', '/srv/a']),
  };
  const look = async (): Promise<void> => {
    await bench.db.database.worker(async (tx) => {
      const before = await rowsRead(tx);
      expect(await pickTenant(tx, claim, [])).toBeUndefined();
      expect((await rowsRead(tx)) - before).toBeLessThan(100);
    });
    await bench.db.database.tenant(tenant, async (tx) => {
      const before = await rowsRead(tx);
      expect(await claimJobs(tx, tenant, claim, 1)).toEqual([]);
      expect((await rowsRead(tx)) - before).toBeLessThan(100);
    });
  };
  await look();
  const owner = await bench.db.database.connectOwner();
  await owner.query({ sql: 'analyze keelson.job' });
  await owner.end();
  await look();
});

test('claiming and ending some jobs does not read those behind them, whatever statistics there are', async () => {
  const tenant = 9;
  await bench.sql('insert into keelson.job_queue (tenant_id, queued) values ($1, 3000)', [tenant], tenant);
  await bench.sql(
    `insert into keelson.job (tenant_id, job_id, kind, input, source, requested_by, max_attempts, timeout_seconds)
      select $1, gen_random_uuid(), 'test.echo', '{}', 'manual', '{}', 3, 60 from generate_series(1, 3000) n`,
    [tenant],
    tenant,
  );
  const claim = { kinds: ['test.echo'], owner: 'test', leaseSeconds: 60 };
  const endings = [
    { status: 'completed', result: '1' },
    { status: 'queued', delaySeconds: 0, refund: true, error: null },
  ] as const;
  const takeAndEnd = async (): Promise<void> => {
    await bench.db.database.tenant(tenant, async (tx) => {
      const before = await rowsRead(tx);
      const jobs = await claimJobs(tx, tenant, claim, 16);
      expect(jobs).toHaveLength(16);
      expect((await rowsRead(tx)) - before).toBeLessThan(200);
      const settled = await settleJobs(
        tx,
        tenant,
        jobs.map((lease, n) => ({ lease, settlement: endings[n % 2]! })),
      );
      expect(settled).toHaveLength(16);
      expect((await rowsRead(tx)) - before).toBeLessThan(400);
    });
  };
  await takeAndEnd();
  const owner = await bench.db.database.connectOwner();
  await owner.query({ sql: 'analyze keelson.job' });
  await owner.end();
  // Those that were put back are taken one by one.
  await bench.sql(`delete from keelson.job where tenant_id = $1 and lease_token > 0`, [tenant], tenant);
  await takeAndEnd();
});

test('what is old enough to be deleted is found without reading what is not', async () => {
  const tenant = 8;
  const finished = (hours: number, count: number) =>
    bench.sql(
      `insert into keelson.job (tenant_id, job_id, kind, status, completed_at, input, source, requested_by, max_attempts,
          timeout_seconds)
        select $1, gen_random_uuid(), 'test.echo', 'completed', now() - $2 * interval '1 hour', '{}', 'manual', '{}', 3, 60
        from generate_series(1, $3) n`,
      [tenant, hours, count],
      tenant,
    );
  await bench.sql('insert into keelson.job_queue (tenant_id) values ($1)', [tenant], tenant);
  await finished(1, 3000);
  const look = async (): Promise<{ tenants: number[]; purged: number }> => {
    const tenants = await bench.db.database.worker(async (tx) => {
      const before = await rowsRead(tx);
      const found = await tenantsToPurge(tx, 2 * 3600);
      expect((await rowsRead(tx)) - before).toBeLessThan(100);
      return found;
    });
    const purged = await bench.db.database.tenant(tenant, async (tx) => {
      const before = await rowsRead(tx);
      const count = await purgeFinished(tx, tenant, 2 * 3600);
      expect((await rowsRead(tx)) - before).toBeLessThan(100);
      return count;
    });
    return { tenants, purged };
  };
  expect(await look()).toEqual({ tenants: [], purged: 0 });
  await finished(3, 20);
  expect(await look()).toEqual({ tenants: [tenant], purged: 20 });
  const owner = await bench.db.database.connectOwner();
  await owner.query({ sql: 'analyze keelson.job' });
  await owner.end();
  await finished(3, 20);
  expect(await look()).toEqual({ tenants: [tenant], purged: 20 });
  expect(await look()).toEqual({ tenants: [], purged: 0 });
});
