/**
 * `npm run bench -- jobs-start [--samples N]`: how long it takes from asking for a job until its handler runs in a
 * job process, on the embedded PostgreSQL with an idle worker; and how many such jobs one slot ends a second. Prints
 * a table; asserts nothing.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { allMigrations } from '../src/app/migrations.ts';
import { createJobs, createWorker } from '../src/contexts/jobs/index.ts';
import type { Actor } from '../src/kernel/context.ts';
import { LOCAL_TENANT } from '../src/kernel/ids.ts';
import { startEmbedded } from '../src/platform/db/embedded/start-embedded.ts';
import { migrate } from '../src/platform/db/migrate.ts';
import { openDatabase } from '../src/platform/db/open-database.ts';
import { silentLog } from '../src/platform/log/create-log.ts';

const { values } = parseArgs({ options: { samples: { type: 'string', default: '300' } } });
const samples = Math.max(10, Number(values.samples));
const home = mkdtempSync(path.join(tmpdir(), 'keelson-bench-'));
// The embedded PostgreSQL may run as another user, who must be able to pass through.
execFileSync('chmod', ['711', home]);

const server = await startEmbedded({ home });
await migrate(server.target, allMigrations());
const database = openDatabase(server.target);
const { enqueue, operations } = createJobs({ queueCap: 10_000 });
const get = operations.find((operation) => operation.name === 'jobs.get')!;
const actor: Actor = { kind: 'system', id: 'bench', scopes: ['*'] };
const worker = createWorker({
  database,
  log: silentLog,
  childEntry: fileURLToPath(new URL('./support/jobs-child.mjs', import.meta.url)),
});
await worker.start();

/** Queues a job; answers its id. */
const submit = () =>
  database.tenant(LOCAL_TENANT, async (tx) => {
    const job = await enqueue(
      { tx, tenant: LOCAL_TENANT, actor, now: new Date() },
      { kind: 'bench.start', input: {} },
    );
    return job.jobId;
  });

const job = (id: string) =>
  database.tenant(LOCAL_TENANT, async (tx) => {
    const context = { tx, tenant: LOCAL_TENANT, actor, now: new Date(), requestId: id };
    const { value } = await get.run({ ...context, signal: new AbortController().signal }, { job_id: id });
    return value as { status: string; result: string };
  });

/** Milliseconds from the call, and from the commit, until the handler ran. */
async function sample(): Promise<{ asked: number; committed: number }> {
  const asked = process.hrtime.bigint();
  const id = await submit();
  const committed = process.hrtime.bigint();
  for (;;) {
    await sleep(10);
    const { status, result } = await job(id);
    if (status !== 'completed') continue;
    const started = BigInt(result);
    return { asked: Number(started - asked) / 1e6, committed: Number(started - committed) / 1e6 };
  }
}

const percentile = (all: readonly number[], share: number) =>
  all.toSorted((a, b) => a - b)[Math.floor(share * (all.length - 1))]!.toFixed(2);
const line = (what: string, all: readonly number[]) =>
  console.log(`${what.padEnd(26)} p50 ${percentile(all, 0.5)} ms   p95 ${percentile(all, 0.95)} ms`);

for (let n = 0; n < 20; n += 1) await sample();
const measured = [];
for (let n = 0; n < samples; n += 1) measured.push(await sample());

const backlog = 500;
const begun = performance.now();
const ids = [];
for (let n = 0; n < backlog; n += 1) ids.push(await submit());
const queued = performance.now();
while ((await job(ids.at(-1)!)).status !== 'completed') await sleep(5);
const ended = performance.now();

console.log(
  `enqueue → start, ${samples} jobs one after the other, ${cpus().length} cores, Node ${process.version}`,
);
line(
  'from the call',
  measured.map(({ asked }) => asked),
);
line(
  'from the commit',
  measured.map(({ committed }) => committed),
);
console.log(
  `${backlog} jobs, one slot: queued at ${Math.round((backlog * 1000) / (queued - begun))}/s beside the worker, all ended at ${Math.round((backlog * 1000) / (ended - begun))}/s`,
);

await worker.stop({ drain: true });
await database.close();
await server.stop();
rmSync(home, { recursive: true });
