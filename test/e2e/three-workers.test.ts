import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { putCTree } from '../support/c-tree.ts';
import { eventually } from '../support/eventually.ts';
import { type ForeignServer, startForeignServer } from '../support/foreign-server.ts';
import { type NatsServer, startNatsServer } from '../support/nats-server.ts';
import { keelson, type Running, startKeelson, temporaryFolder } from '../support/keelson.ts';

const scratch = temporaryFolder('three-workers');
const repository = path.join(scratch.path, 'repository');
let server: ForeignServer;
let nats: NatsServer;
/** Where chunk files lie, by what the case is called, as settings say it. */
const stores = {
  folder: () => ({ KEELSON_CHUNK_STORE: path.join(scratch.path, 'chunk-store') }),
  jetstream: () => ({ KEELSON_NATS_URL: nats.url }),
};
let store: keyof typeof stores;
let url: string;
let workerUrl: string;
const workers: Running[] = [];

const homeOf = (name: string): string => path.join(scratch.path, store, name);

beforeAll(async () => {
  nats = await startNatsServer();
  putCTree(repository, 6);
});
// One for each case: the workers' role is one of the whole server.
beforeEach(async () => {
  server = await startForeignServer({ tcp: true });
  url = await server.makeDatabase({ createRole: true });
});
afterEach(async () => {
  await Promise.all(workers.splice(0).map((worker) => worker.end('SIGTERM')));
  await server.stop();
});
afterAll(async () => {
  await nats.stop();
  scratch.remove();
});

interface Job {
  job_id: string;
  status: string;
  attempt: number;
  children: { running: number; completed: number } | null;
  result: { manifest_id: string; manifest: string };
}

/** A command of somebody who has the server's address; one JSON document comes back. */
async function ask<Answer>(home: string, ...args: string[]): Promise<Answer> {
  const { code, stdout, stderr } = await keelson(homeOf(home), [...args, '--json'], environment());
  expect(code, `${stdout}${stderr}`).toBe(0);
  return JSON.parse(stdout) as Answer;
}

const environment = (): NodeJS.ProcessEnv => ({ KEELSON_DATABASE_URL: url, ...stores[store]() });

/** An answer, but for when the index was made. */
async function askCallers(home: string): Promise<unknown> {
  const { index: _when, ...answer } = await ask<{ index: unknown; total: number }>(
    home,
    'query',
    'callers',
    'fs_ext_file_1_c_fn_0',
  );
  expect(answer).toMatchObject({ symbol: 'fs_ext_file_1_c_fn_0' });
  return answer;
}

async function startWorker(name: string): Promise<Running> {
  const worker = startKeelson(homeOf(name), ['worker', '--roots', repository], {
    ...environment(),
    // A login of its own, which can do a worker's work and nothing else.
    KEELSON_DATABASE_URL: workerUrl,
    KEELSON_LOG_LEVEL: 'info',
  });
  workers.push(worker);
  await worker.until(/is ready/);
  return worker;
}

/** Checksums of a manifest's chunks, by file. */
function checksums(manifest: string): Record<string, string> {
  const { chunks } = JSON.parse(readFileSync(manifest, 'utf8')) as {
    chunks: { file: string; checksum_sha256: string }[];
  };
  return Object.fromEntries(chunks.map(({ file, checksum_sha256: sum }) => [file, sum]));
}

const cases: { where: keyof typeof stores }[] = [{ where: 'folder' }, { where: 'jetstream' }];

it.each(cases)(
  'three workers on separate homes share an index by chunks in a $where, one is killed in the middle, and the bytes are those of one',
  async ({ where }) => {
    store = where;
    const single = await ask<{ manifest_id: string; manifest: string }>(
      'alone',
      'index',
      repository,
      '--chunk-size',
      '256KB',
      '--out',
      path.join(scratch.path, store, 'out-alone'),
    );
    const callers = await askCallers('alone');

    const serving = startKeelson(homeOf('server'), ['serve', '--no-worker', '--port', '0'], environment());
    workers.push(serving);
    const [, address] = await serving.until(/serves (http:\S+)/);
    const post = await fetch(`${address!}/index`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ folder_path: repository, chunk_size: '256KB', shards: 6, force: true }),
    });
    expect(post.status).toBe(202);
    const { job_id: id } = (await post.json()) as { job_id: string };
    const get = async (query: string) => (await fetch(`${address!}/index/jobs${query}`)).json();
    expect(await get(`/${id}`)).toMatchObject({ waiting_for: `a worker that serves ${repository}` });

    ({ database_url: workerUrl } = await ask<{ database_url: string }>('server', 'db', 'worker-url'));
    expect(workerUrl).toMatch(/^postgres:\/\/keelson_loader:/);
    const three = await Promise.all(['one', 'two', 'three'].map(startWorker));
    const victim = await Promise.race(
      three.map(async (worker) => {
        await worker.until(/A job started[^\n]*index_shard|index_shard[^\n]*A job started/);
        return worker;
      }),
    );
    await victim.end('SIGKILL');

    const job = await eventually(
      async () => {
        const seen = (await get(`/${id}`)) as Job;
        return ['completed', 'failed'].includes(seen.status) ? seen : undefined;
      },
      'the job to end',
      100_000,
    );
    expect(job).toMatchObject({ status: 'completed', children: { completed: 6 } });
    expect(job.result.manifest_id).toBe(single.manifest_id);
    expect(checksums(job.result.manifest)).toEqual(checksums(single.manifest));
    expect(Object.keys(checksums(job.result.manifest)).length).toBeGreaterThan(6);
    expect(await askCallers('server')).toEqual(callers);
    const { jobs: parts } = (await get(`?parent=${id}`)) as { jobs: Job[] };
    expect(parts.map(({ attempt }) => attempt).toSorted((a, b) => a - b)).toEqual([1, 1, 1, 1, 1, 2]);
  },
  180_000,
);
