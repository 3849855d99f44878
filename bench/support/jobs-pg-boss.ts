import { installPeers, loadPeer, peerVersion } from './install-peers.ts';
import { noop, pause, startClock, type Mode, type QueueSystem, type StartMode } from './jobs-system.ts';

const QUEUE = 'bench';

interface Boss {
  start(): Promise<unknown>;
  stop(options: object): Promise<void>;
  on(event: 'error', heard: (error: Error) => void): void;
  createQueue(name: string): Promise<void>;
  send(name: string, data: object): Promise<string | null>;
  insert(jobs: object[]): Promise<void>;
  fetch(name: string, options?: object): Promise<{ id: string }[]>;
  complete(name: string, ids: string[]): Promise<unknown>;
  work(name: string, options: object, handler: (jobs: { id: string }[]) => Promise<void>): Promise<string>;
  offWork(options: { id: string }): Promise<void>;
  getDb(): { executeSql(sql: string, values: unknown[]): Promise<{ rows: { n: number }[] }> };
}

/**
 * pg-boss, as a superuser and without its maintenance. Version 10 has no notifications: `work` looks every half second
 * at best, so its workers here are also loops of fetch and complete that never wait, which its documents give for the
 * highest throughput, one job or many at a time.
 */
export async function openPgBoss(connection: object): Promise<QueueSystem> {
  installPeers();
  const PgBoss = loadPeer('pg-boss') as new (options: object) => Boss;
  const boss = new PgBoss({ ...connection, max: 12, supervise: false, schedule: false });
  let closed = false;
  boss.on('error', (error) => {
    if (!closed) process.stderr.write(`pg-boss: ${error.message}\n`);
  });
  await boss.start();
  await boss.createQueue(QUEUE);
  const count = async (where: string) => {
    const { rows } = await boss
      .getDb()
      .executeSql(`select count(*)::int as n from pgboss.job where name = $1 and ${where}`, [QUEUE]);
    return rows[0]!.n;
  };

  /** `concurrency` loops that each take `batch` jobs at a time. */
  const loops = (concurrency: number, batch: number): Mode => ({
    name: batch === 1 ? 'fetch and complete' : `fetch and complete ${batch} at a time`,
    slow: batch === 1,
    async process(total) {
      let left = total;
      const begun = performance.now();
      const loop = async (): Promise<void> => {
        while (left > 0) {
          const jobs = await boss.fetch(QUEUE, { batchSize: batch });
          if (jobs.length === 0) continue;
          await Promise.all(jobs.map(() => noop()));
          await boss.complete(
            QUEUE,
            jobs.map(({ id }) => id),
          );
          left -= jobs.length;
        }
      };
      await Promise.all(Array.from({ length: concurrency }, loop));
      return (performance.now() - begun) / 1000;
    },
  });
  const workers = (concurrency: number, batch: number): Mode => ({
    name: `work, batches of ${batch}`,
    async process(total) {
      const begun = performance.now();
      const ids = await Promise.all(
        Array.from({ length: concurrency }, () =>
          boss.work(QUEUE, { batchSize: batch, pollingIntervalSeconds: 0.5 }, async (jobs) => {
            await Promise.all(jobs.map(() => noop()));
          }),
        ),
      );
      while ((await count(`state = 'completed'`)) < total) await pause(5);
      const seconds = (performance.now() - begun) / 1000;
      for (const id of ids) await boss.offWork({ id });
      return seconds;
    },
  });

  return {
    name: 'pg-boss',
    version: peerVersion('pg-boss'),
    enqueue: async () => void (await boss.send(QUEUE, {})),
    enqueueBatch: (jobs) => boss.insert(Array.from({ length: jobs }, () => ({ name: QUEUE, data: {} }))),
    clear: async () => void (await boss.getDb().executeSql('truncate pgboss.job', [])),
    processModes: (concurrency) =>
      concurrency === 1
        ? [loops(1, 1), loops(1, 100), loops(1, 1000), workers(1, 1000)]
        : [
            loops(concurrency, 1),
            loops(concurrency, 100),
            loops(concurrency, 1000),
            workers(concurrency, 100),
          ],
    startModes: () => [fetchStarts(boss)],
    close() {
      closed = true;
      return boss.stop({ graceful: false, wait: true });
    },
  };
}

/** Waits for jobs without a pause: with a look every half second at best, `work` starts one after 280 ms at the median. */
function fetchStarts(boss: Boss): StartMode {
  const clock = startClock();
  const state = { ended: false };
  let loop: Promise<void>;
  return {
    name: 'fetch without a pause',
    async begin() {
      state.ended = false;
      loop = (async () => {
        while (!state.ended) {
          const jobs = await boss.fetch(QUEUE);
          if (jobs.length === 0) continue;
          clock.mark();
          await boss.complete(
            QUEUE,
            jobs.map(({ id }) => id),
          );
        }
      })();
    },
    async sample() {
      const asked = performance.now();
      const started = clock.next();
      await boss.send(QUEUE, {});
      return (await started) - asked;
    },
    async end() {
      state.ended = true;
      await loop;
    },
  };
}
