import { EventEmitter } from 'node:events';
import { Pool } from 'pg';
import { installPeers, loadPeer, peerVersion } from './install-peers.ts';
import { noop, pause, startClock, type Mode, type QueueSystem, type StartMode } from './jobs-system.ts';

const TASK = 'bench';

interface Runner {
  stop(): Promise<void>;
}
interface Utils {
  migrate(): Promise<void>;
  addJob(task: string, payload: object): Promise<unknown>;
  addJobs(jobs: object[]): Promise<unknown>;
  release(): Promise<void>;
}
interface Graphile {
  run: (options: object) => Promise<Runner>;
  makeWorkerUtils: (options: object) => Promise<Utils>;
  Logger: new (factory: () => () => void) => object;
}

/** What its page on performance says of batching: jobs fetched 500 at a time, completions sent together. */
const BATCHED = { localQueue: { size: 500 }, completeJobBatchDelay: 0, failJobBatchDelay: 0 };

/** graphile-worker, as a superuser, with prepared statements. */
export async function openGraphile(connection: object): Promise<QueueSystem> {
  installPeers();
  const { run, makeWorkerUtils, Logger } = loadPeer('graphile-worker') as Graphile;
  const logger = new Logger(() => () => undefined);
  const pgPool = new Pool({ ...connection, max: 14 });
  pgPool.on('error', () => undefined);
  pgPool.on('connect', (client) => client.on('error', () => undefined));
  const utils = await makeWorkerUtils({ pgPool, logger });
  await utils.migrate();
  const clock = startClock();

  /** Runs workers; `onBegun` is called when they begin to look for jobs. */
  const work = (
    concurrentJobs: number,
    more: object,
    handler: () => Promise<void> | void,
    onBegun: () => void,
  ): Promise<Runner> => {
    const events = new EventEmitter();
    events.once('worker:create', onBegun);
    return run({
      pgPool,
      noHandleSignals: true,
      taskList: { [TASK]: handler },
      events,
      logger,
      preset: { worker: { concurrentJobs, ...more } },
    });
  };
  const processMode = (name: string, concurrency: number, more: object, slow: boolean): Mode => ({
    name,
    slow,
    async process() {
      let begun = 0;
      const runner = await work(concurrency, more, noop, () => (begun = performance.now()));
      for (;;) {
        const { rows } = await pgPool.query<{ left: boolean }>(
          'select exists (select from graphile_worker._private_jobs) as left',
        );
        if (!rows[0]!.left) break;
        await pause(2);
      }
      const seconds = (performance.now() - begun) / 1000;
      await runner.stop();
      return seconds;
    },
  });
  const startMode = (name: string, more: object): StartMode => {
    let runner: Runner;
    return {
      name,
      async begin() {
        runner = await work(1, more, clock.mark, () => undefined);
      },
      async sample() {
        const asked = performance.now();
        const started = clock.next();
        await utils.addJob(TASK, {});
        return (await started) - asked;
      },
      end: () => runner.stop(),
    };
  };

  return {
    name: 'graphile-worker',
    version: peerVersion('graphile-worker'),
    enqueue: async () => void (await utils.addJob(TASK, {})),
    enqueueBatch: async (jobs) =>
      void (await utils.addJobs(Array.from({ length: jobs }, () => ({ identifier: TASK, payload: {} })))),
    clear: async () => void (await pgPool.query('truncate graphile_worker._private_jobs')),
    processModes: (concurrency) => [
      processMode('job by job', concurrency, {}, true),
      processMode('local queue of 500', concurrency, BATCHED, false),
    ],
    startModes: () => [startMode('job by job', {}), startMode('local queue of 500', BATCHED)],
    async close() {
      await utils.release();
      await pgPool.end();
    },
  };
}
