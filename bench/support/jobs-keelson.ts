import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import type * as Jobs from '../../src/contexts/jobs/index.ts';
import type { JobWorker } from '../../src/contexts/jobs/index.ts';
import { systemClock } from '../../src/kernel/clock.ts';
import type { Caller } from '../../src/kernel/context.ts';
import type * as Ids from '../../src/kernel/ids.ts';
import { LOCAL_TENANT } from '../../src/kernel/ids.ts';
import { operation } from '../../src/kernel/operation.ts';
import type { Database } from '../../src/platform/db/types.ts';
import { silentLog, type Log } from '../../src/platform/log/create-log.ts';
import type * as RunOperation from '../../src/platform/run-operation.ts';
import { createTrace } from '../../src/platform/telemetry/trace.ts';
import { built } from './built.ts';
import { pause, type Mode, type QueueSystem, type StartMode } from './jobs-system.ts';

const { createJobs, createWorker } = await built<typeof Jobs>('contexts/jobs/index.js');
const { createRunner } = await built<typeof RunOperation>('platform/run-operation.js');
const { newId } = await built<typeof Ids>('kernel/ids.js');

const KIND = 'bench.start';

/**
 * Keelson's queue. Jobs are queued by an operation, as the doors do it: input and output are checked, the cap is kept,
 * audit and outbox are written. They run in a job process.
 */
export function openKeelson(
  database: Database,
  version: string,
  asSuperuser: (sql: string) => Promise<unknown>,
): QueueSystem {
  const { startQueueing } = createJobs({ queueCap: 1_000_000 });
  const runOperation = createRunner({
    database,
    clock: systemClock,
    newId: (now) => newId(now),
    log: silentLog,
    trace: createTrace(() => '0'.repeat(32)),
  });
  const submit = operation({
    name: 'bench.submit',
    summary: 'Queue jobs',
    access: 'jobs:write',
    effect: 'write',
    input: z.object({ count: z.int() }),
    output: z.object({ job_ids: z.array(z.string()) }),
    together: true,
    async run(context, { count }) {
      const { jobs, queued } = startQueueing(
        context,
        Array.from({ length: count }, () => ({ kind: KIND, input: {} })),
      );
      return {
        value: queued.then((all) => ({ job_ids: all.map(({ jobId }) => jobId) })),
        events: jobs.map(({ event }) => event),
      };
    },
  });
  const call = (count: number) => runOperation(submit, caller(), { count }) as Promise<{ job_ids: string[] }>;
  const query = <Row>(sql: string) => database.tenant(LOCAL_TENANT, (tx) => tx.query<Row>({ sql }));
  const makeWorker = (concurrency: number, log: Log): JobWorker =>
    createWorker({
      database,
      log,
      concurrency,
      childEntry: fileURLToPath(new URL('./jobs-child.mjs', import.meta.url)),
    });

  const process: (concurrency: number) => Mode = (concurrency) => ({
    name: 'as it is',
    async process(count) {
      let ended = 0;
      let done: () => void = () => undefined;
      const allDone = new Promise<void>((resolve) => (done = resolve));
      const worker = makeWorker(concurrency, {
        ...silentLog,
        info(_fields: object, message?: string) {
          if (message === 'A job ended' && (ended += 1) === count) done();
        },
      });
      await worker.start();
      const begun = performance.now();
      await allDone;
      const seconds = (performance.now() - begun) / 1000;
      await worker.stop({ drain: true });
      return seconds;
    },
  });
  const start = (): StartMode => {
    let worker: JobWorker;
    return {
      name: 'as it is',
      async begin() {
        worker = makeWorker(1, silentLog);
        await worker.start();
      },
      async sample() {
        const asked = globalThis.process.hrtime.bigint();
        const { job_ids: ids } = await call(1);
        for (;;) {
          await pause(5);
          const [job] = await query<{ result: string | null }>(
            `select result #>> '{}' as result from keelson.job where job_id = '${ids[0]!}'`,
          );
          if (typeof job?.result === 'string') return Number(BigInt(job.result) - asked) / 1e6;
        }
      },
      end: () => worker.stop({ drain: true }),
    };
  };

  return {
    name: 'keelson',
    version,
    enqueue: async () => void (await call(1)),
    enqueueBatch: async (count) => void (await call(count)),
    clear: async () =>
      void (await asSuperuser(
        'truncate keelson.job, keelson.job_queue, keelson.outbox_batch, keelson.audit',
      )),
    processModes: (concurrency) => [process(concurrency)],
    startModes: () => [start()],
    close: async () => undefined,
  };
}

function caller(): Caller {
  return {
    tenant: LOCAL_TENANT,
    actor: { kind: 'system', id: 'bench', scopes: ['*'] },
    requestId: newId(),
    door: 'cli',
    signal: new AbortController().signal,
  };
}
