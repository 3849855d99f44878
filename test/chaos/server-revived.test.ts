import { existsSync, readFileSync, renameSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { cSource, put } from '../support/c-tree.ts';
import { eventually } from '../support/eventually.ts';
import { isRunning, processesOf, startKeelson, temporaryFolder, type Running } from '../support/keelson.ts';
import { writeSampleRepository } from '../support/sample-repository.ts';

const scratch = temporaryFolder('revived');
const repository = path.join(scratch.path, 'repository');
const large = path.join(scratch.path, 'large');
beforeAll(() => {
  writeSampleRepository(repository);
  for (let file = 0; file < 300; file += 1) put(large, `part/file${file}.c`, cSource(`f${file}`, 60_000));
});
afterAll(() => scratch.remove());

let home: string;
let homes = 0;
beforeEach(() => {
  home = path.join(scratch.path, `home${(homes += 1)}`);
});

const postmaster = (): number =>
  Number(readFileSync(path.join(home, 'postgres/data/postmaster.pid'), 'utf8').split('\n')[0]);

/** A server takes its time to come back on a loaded machine, the more after failures. */
const patiently = <Value>(
  what: string,
  ask: () => Promise<Value | undefined> | Value | undefined,
): Promise<Value> => eventually(ask, what, 45_000);

async function request(
  url: string,
  body?: object,
): Promise<{ status: number; body: Record<string, unknown> }> {
  const init = body && {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  };
  const response = await fetch(url, init);
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

const readiness = (url: string): Promise<{ status: number; body: Record<string, unknown> }> =>
  request(`${url}/health/ready`);
const untilReady = (url: string): Promise<boolean> =>
  patiently('ready', async () => (await readiness(url)).status === 200 || undefined);

async function crash(): Promise<number> {
  const pid = postmaster();
  process.kill(pid, 'SIGKILL');
  await patiently('the server is gone', () => !isRunning(pid) || undefined);
  return pid;
}

/** Chunk files that are there; not their temporary ones. */
function chunkFiles(): string[] {
  const folder = path.join(home, 'chunks');
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.json'));
}

async function submit(url: string, folder: string): Promise<string> {
  const { status, body } = await request(`${url}/index`, { folder_path: folder, force: true });
  expect(status, JSON.stringify(body)).toBe(202);
  return String(body['job_id']);
}

async function completes(url: string, jobId: string): Promise<void> {
  await patiently(`job ${jobId} is completed`, async () => {
    const { body } = await request(`${url}/index/jobs/${jobId}`);
    expect(body['status'], JSON.stringify(body)).not.toBe('failed');
    return body['status'] === 'completed' || undefined;
  });
}

async function answers(url: string): Promise<void> {
  const { body } = await request(`${url}/api/v1/symbols/vfs_read/callers`);
  expect(body, JSON.stringify(body)).toMatchObject({ symbol: 'vfs_read', total: 2 });
}

async function endsCleanly(...all: Running[]): Promise<void> {
  for (const each of all) expect(await each.end('SIGINT')).toEqual({ code: 0, signal: null });
  await patiently('no process is left', () => (processesOf(home).length === 0 ? true : undefined));
}

test('`keelson up` brings a killed server up again, answers and indexes', async () => {
  const up = startKeelson(home, ['up', repository, '--port', '0']);
  const url = (await up.until(/HTTP\s+(http:\S+)/))[1]!;
  await answers(url);
  const killed = await crash();
  await up.until(/ended unexpectedly/);
  await up.until(/up again/);
  expect(postmaster()).not.toBe(killed);
  await untilReady(url);
  await answers(url);
  await completes(url, await submit(url, repository));
  await endsCleanly(up);
});

test('a job that runs while the server is killed is completed, and `keelson up` waits for it', async () => {
  const up = startKeelson(home, ['up', large, '--port', '0', '--chunk-size', '1MB']);
  await patiently('a chunk is written', () => chunkFiles().length > 0 || undefined);
  await crash();
  await up.until(/up again/);
  const url = (await up.until(/HTTP\s+(http:\S+)/))[1]!;
  expect(up.output()).toMatch(/300 files/);
  const { body } = await request(`${url}/index/jobs`);
  const jobs = body['jobs'] as { kind: string; status: string }[];
  expect(jobs.filter(({ kind }) => kind === 'indexing.index_repository')).toMatchObject([
    { status: 'completed' },
  ]);
  await endsCleanly(up);
});

test('a server that cannot be started is tried again until it can, and readiness says so meanwhile', async () => {
  const serve = startKeelson(home, ['serve', '--port', '0']);
  const url = (await serve.until(/serves (http:\S+)/))[1]!;
  await untilReady(url);
  const data = path.join(home, 'postgres/data');
  const pid = postmaster();
  renameSync(data, `${data}.away`);
  process.kill(pid, 'SIGKILL');
  await serve.until(/does not start[^]*does not start/);
  const { status, body } = await readiness(url);
  expect({ status, body }).toMatchObject({ status: 503, body: { waiting_for: ['database'] } });
  expect(existsSync(data)).toBe(false);
  renameSync(`${data}.away`, data);
  await untilReady(url);
  await completes(url, await submit(url, repository));
  await endsCleanly(serve);
});

test('of several processes one starts it and the others attach, whoever ends first', async () => {
  const serve = startKeelson(home, ['serve', '--no-worker', '--port', '0']);
  const url = (await serve.until(/serves (http:\S+)/))[1]!;
  const worker = startKeelson(home, ['worker']);
  await worker.until(/ready/);
  for (let round = 1; round <= 2; round += 1) {
    await crash();
    const again = new RegExp(`(up again[^]*){${round}}`);
    await untilReady(url);
    const serverPid = postmaster();
    await sleep(1500);
    expect(postmaster()).toBe(serverPid);
    expect(`${serve.output()}${worker.output()}`).toMatch(again);
    await completes(url, await submit(url, repository));
  }
  await endsCleanly(serve, worker);
});
