import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { createJobs, createWorker, jobsMigrations } from '../../src/contexts/jobs/index.ts';
import type {
  Job,
  JobRequest,
  JobWorker,
  JobsOptions,
  WorkerOptions,
} from '../../src/contexts/jobs/index.ts';
import { systemClock } from '../../src/kernel/clock.ts';
import type { Actor, Caller } from '../../src/kernel/context.ts';
import { newId } from '../../src/kernel/ids.ts';
import type { AnyOperation } from '../../src/kernel/operation.ts';
import { auditMigration, auditSubjectsMigration } from '../../src/platform/audit/migration.ts';
import { platformMigrations } from '../../src/platform/db/migrations.ts';
import { idempotencyMigration } from '../../src/platform/idempotency/migration.ts';
import { silentLog } from '../../src/platform/log/create-log.ts';
import { batchOutboxMigration, outboxMigration } from '../../src/platform/outbox/migration.ts';
import { createRunner, type RunOperation } from '../../src/platform/run-operation.ts';
import { createTrace } from '../../src/platform/telemetry/trace.ts';
import { testDatabase } from './database.ts';
import type { TestDatabase } from './database.ts';
import { eventually } from './eventually.ts';

const MIGRATIONS = [
  ...new Map(
    [
      ...platformMigrations,
      auditMigration,
      outboxMigration,
      batchOutboxMigration,
      auditSubjectsMigration,
      idempotencyMigration,
      ...jobsMigrations,
      {
        name: 'jobs_9999_test_step',
        sql: `create table keelson.test_step (job_id uuid, step int, attempt int);
          grant select, insert on keelson.test_step to keelson_app`,
      },
    ].map((migration) => [migration.name, migration]),
  ).values(),
];

/** Job processes of tests: handlers of every temper. */
export const TEST_ENTRY = fileURLToPath(new URL('./jobs-handlers.mjs', import.meta.url));

const somebody: Actor = { kind: 'user', id: 'tester', scopes: ['*'] };

/** The queue on a database of its own, with what tests do to it. */
export interface JobsBench {
  db: TestDatabase;
  /** A folder of the test's own. */
  folder: string;
  operations: readonly AnyOperation[];
  runOperation: RunOperation;
  run(name: string, input: unknown, tenant?: number): Promise<unknown>;
  get(jobId: string, tenant?: number): Promise<Job>;
  enqueue(request: JobRequest, tenant?: number): Promise<string>;
  /** Queues several at once; answers their ids and places. */
  enqueueMany(requests: readonly JobRequest[], tenant?: number): Promise<{ jobId: string; place: number }[]>;
  worker(options?: Partial<WorkerOptions>): JobWorker;
  /** The same, started. */
  startWorker(options?: Partial<WorkerOptions>): Promise<JobWorker>;
  /** Stops every worker of this process, with what it runs. */
  stopWorkers(): Promise<void>;
  /** A worker in a process of its own that is ready to work; `env` is its environment, and that of its job processes. */
  workerProcess(options?: object, env?: NodeJS.ProcessEnv): Promise<ChildProcess>;
  /** Waits until the job is in one of the states. */
  until(jobId: string, ...statuses: Job['status'][]): Promise<Job>;
  /** Lines of the trace file that handlers write to. */
  traced(): Promise<string[]>;
  /** What a job's events say it did, in order: `Queued`, `Running` … */
  events(jobId: string): Promise<string[]>;
  /** Path of the trace file. */
  trace: string;
  /** A statement bound to the tenant. */
  sql<Row>(sql: string, parameters?: readonly unknown[], tenant?: number): Promise<Row[]>;
  close(): Promise<void>;
}

/** Sets up a queue for one test file. */
export async function jobsBench(options: JobsOptions = {}): Promise<JobsBench> {
  const db = await testDatabase(MIGRATIONS);
  const folder = await mkdtemp(path.join(tmpdir(), 'keelson-jobs-'));
  const trace = path.join(folder, 'trace');
  const jobs = createJobs(options);
  const runOperation = createRunner({
    database: db.database,
    clock: systemClock,
    newId: (now) => newId(now),
    log: silentLog,
    trace: createTrace(() => '0'.repeat(32)),
  });
  const workers: JobWorker[] = [];
  const processes: ChildProcess[] = [];

  const worker = (overrides: Partial<WorkerOptions> = {}): JobWorker => {
    const made = createWorker({
      database: db.database,
      log: silentLog,
      childEntry: TEST_ENTRY,
      childSettings: { target: db.target },
      backoffSeconds: 0.05,
      graceMs: 300,
      pollMs: 200,
      ...overrides,
    });
    workers.push(made);
    return made;
  };
  const stopWorkers = async (): Promise<void> => {
    await Promise.all(workers.splice(0).map((one) => one.stop({ drain: false })));
  };
  const run = (name: string, input: unknown, tenant = 1) => {
    const operation = jobs.operations.find((one: AnyOperation) => one.name === name);
    if (operation === undefined) throw new Error(`no operation ${name}`);
    return runOperation(operation, callerOf(tenant), input);
  };
  const get = async (jobId: string, tenant = 1) => (await run('jobs.get', { job_id: jobId }, tenant)) as Job;
  return {
    db,
    folder,
    trace,
    operations: jobs.operations,
    runOperation,
    run,
    get,
    enqueue: (request, tenant = 1) =>
      db.database.tenant(tenant, async (tx) => {
        const context = { tx, tenant, actor: somebody, now: new Date() };
        return (await jobs.enqueue(context, request)).jobId;
      }),
    enqueueMany: (requests, tenant = 1) =>
      db.database.tenant(tenant, async (tx) => {
        const context = { tx, tenant, actor: somebody, now: new Date() };
        const queued = await jobs.enqueueMany(context, requests);
        return queued.map(({ jobId, queuePosition }) => ({ jobId, place: queuePosition }));
      }),
    worker,
    async startWorker(overrides) {
      const one = worker(overrides);
      await one.start();
      return one;
    },
    stopWorkers,
    async workerProcess(overrides = {}, env = {}) {
      const settings = { target: db.target, backoffSeconds: 0.05, graceMs: 300, pollMs: 200, ...overrides };
      const child = fork(
        fileURLToPath(new URL('./jobs-worker.mjs', import.meta.url)),
        [JSON.stringify(settings)],
        {
          execArgv: [],
          stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
          env: { ...process.env, ...env },
        },
      );
      processes.push(child);
      const [answer] = (await Promise.race([once(child, 'message'), once(child, 'exit')])) as unknown[];
      if (answer !== 'ready') throw new Error('the worker process ended before it was ready');
      return child;
    },
    until: (jobId, ...statuses) =>
      eventually(
        async () => {
          const job = await get(jobId);
          return statuses.includes(job.status) ? job : undefined;
        },
        `job ${jobId} to be ${statuses.join(' or ')}`,
      ),
    traced: async () =>
      (await readFile(trace, 'utf8').catch(() => '')).split('\n').filter((line) => line !== ''),
    async events(jobId) {
      const rows = await db.database.tenant(1, (tx) =>
        tx.query<{ type: string }>({
          sql: 'select type from keelson.outbox where subject = $1 order by seq',
          parameters: [`job/${jobId}`],
        }),
      );
      return rows.map(({ type }) => type.replace('jobs.v1.Job', ''));
    },
    sql: (text, parameters = [], tenant = 1) =>
      db.database.tenant(tenant, (tx) => tx.query({ sql: text, parameters })),
    async close() {
      await stopWorkers();
      for (const child of processes) child.kill('SIGKILL');
      await db.drop();
      await rm(folder, { recursive: true });
    },
  };
}

function callerOf(tenant: number): Caller {
  return {
    tenant,
    actor: somebody,
    requestId: newId(),
    door: 'http',
    signal: new AbortController().signal,
  };
}

/** Whether a process lives; one that is dead and not yet buried does not. */
export async function isAlive(pid: number): Promise<boolean> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined);
  return stat !== undefined && !/\) [ZX] /.test(stat);
}

/** Waits until none of the processes lives. */
export async function untilGone(...pids: number[]): Promise<void> {
  for (const pid of pids) {
    await eventually(async () => ((await isAlive(pid)) ? undefined : true), `process ${pid} to end`);
  }
}
