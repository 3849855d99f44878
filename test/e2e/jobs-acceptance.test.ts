import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import type { Job, JobList } from '../../src/contexts/jobs/index.ts';
import { eventually } from '../support/eventually.ts';
import { keelson, startKeelson, temporaryFolder, type Running } from '../support/keelson.ts';

const scratch = temporaryFolder('queue');
const running = new Set<Running>();
let made = 0;

afterEach(async () => {
  await Promise.all([...running].map((one) => one.end('SIGTERM')));
  running.clear();
});
afterAll(() => scratch.remove());

const newHome = (): string => path.join(scratch.path, `home${(made += 1)}`);
/** A folder whose one file takes some work for each of `functions`. */
function newFolder(functions = 3): string {
  const folder = path.join(scratch.path, `repo${(made += 1)}`);
  mkdirSync(folder);
  const lines = Array.from({ length: functions }, (_, n) => `int f${made}_${n}(void) { return g(${n}); }`);
  writeFileSync(path.join(folder, 'a.c'), `${lines.join('\n')}\n`);
  return folder;
}
function start(home: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): Running {
  const program = startKeelson(home, args, env);
  running.add(program);
  return program;
}
async function stop(program: Running, signal: NodeJS.Signals): Promise<void> {
  await program.end(signal);
  running.delete(program);
}

interface Answer {
  status: number;
  body: Record<string, unknown>;
  retryAfter: string | null;
}

/** A server process, and what clients do to it over real HTTP. */
interface Client {
  program: Running;
  call(method: string, target: string, body?: object): Promise<Answer>;
  submit(folder: string, more?: object): Promise<Answer>;
  job(id: unknown): Promise<Job>;
  until(id: unknown, status: Job['status']): Promise<Job>;
}

async function serve(
  home: string,
  flags: readonly string[] = [],
  env: NodeJS.ProcessEnv = {},
): Promise<Client> {
  const program = start(home, ['serve', '--port', '0', ...flags], env);
  const [url] = await program.until(/http:\/\/[\d.]+:\d+/);
  const call = async (method: string, target: string, body?: object): Promise<Answer> => {
    const response = await fetch(`${url}${target}`, {
      method,
      ...(body === undefined
        ? {}
        : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
    });
    return {
      status: response.status,
      body: (await response.json()) as Record<string, unknown>,
      retryAfter: response.headers.get('retry-after'),
    };
  };
  const job = async (id: unknown): Promise<Job> =>
    (await call('GET', `/index/jobs/${String(id)}`)).body as Job;
  return {
    program,
    call,
    submit: (folder, more = {}) => call('POST', '/index', { folder_path: folder, ...more }),
    job,
    until: (id, status) =>
      eventually(
        async () => {
          const now = await job(id);
          return now.status === status ? now : undefined;
        },
        `job ${String(id)} to be ${status}`,
        60_000,
      ),
  };
}

describe('the queue, from outside', () => {
  it('finishes A, B and C in the order in which they were submitted', async () => {
    const server = await serve(newHome());
    const ids: unknown[] = [];
    for (const folder of [newFolder(2000), newFolder(), newFolder()]) {
      const { status, body } = await server.submit(folder);
      expect(status).toBe(202);
      expect(body).toMatchObject({ status: 'queued', queue_position: expect.any(Number) });
      ids.push(body['job_id']);
    }
    const [a, b, c] = await Promise.all(ids.map((id) => server.until(id, 'completed')));
    for (const [before, after] of [
      [a!, b!],
      [b!, c!],
    ] as const) {
      expect(Date.parse(after.started_at!)).toBeGreaterThanOrEqual(Date.parse(before.completed_at!));
    }
    const list = (await server.call('GET', '/index/jobs?status=completed')).body as JobList;
    const mine = list.jobs.map((job) => job.job_id).filter((id) => ids.includes(id));
    expect(mine).toEqual(ids.toReversed());
  });

  it('tells how it is while it indexes, and loses nothing when the server is killed', async () => {
    const home = newHome();
    const first = await serve(home);
    const ids: unknown[] = [];
    for (const folder of [path.resolve('node_modules/typescript'), newFolder(), newFolder()]) {
      ids.push((await first.submit(folder)).body['job_id']);
    }
    await first.until(ids[0], 'running');
    const { status, body } = await first.call('GET', '/health');
    expect({ status, body }).toMatchObject({
      status: 200,
      body: {
        status: 'ok',
        queued_jobs_count: 2,
        running_jobs_count: 1,
        running_job_id: ids[0],
        running_job: { progress_percent: expect.any(Number), running_ms: expect.any(Number) },
      },
    });
    const shown = await keelson(home, ['status', '--json']);
    expect(JSON.parse(shown.stdout)).toMatchObject({ queued_jobs_count: 2, running_job_id: ids[0] });
    expect((await keelson(home, ['status'])).stdout).toContain(`running   ${String(ids[0])}: `);
    await stop(first.program, 'SIGKILL');
    const second = await serve(home);
    for (const id of ids) {
      expect(['queued', 'running', 'completed']).toContain((await second.job(id)).status);
    }
    const [a, b, c] = await Promise.all(ids.map((id) => second.until(id, 'completed')));
    expect(a!.attempt).toBe(2);
    expect([b!.attempt, c!.attempt]).toEqual([1, 1]);
    expect(Date.parse(b!.started_at!)).toBeGreaterThanOrEqual(Date.parse(a!.completed_at!));
    expect(Date.parse(c!.started_at!)).toBeGreaterThanOrEqual(Date.parse(b!.completed_at!));
  });

  it('takes exactly 100 of 101 submissions at once from 20 clients, and the last when one has ended', async () => {
    const home = newHome();
    const server = await serve(home, ['--no-worker']);
    const folders = Array.from({ length: 101 }, () => newFolder());
    const clients = Array.from({ length: 20 }, (_, n) => folders.filter((_folder, at) => at % 20 === n));
    const answers = (
      await Promise.all(
        clients.map(async (mine) => {
          const got: (Answer & { folder: string })[] = [];
          for (const folder of mine)
            got.push({ folder, ...(await server.submit(folder, { dry_run: true })) });
          return got;
        }),
      )
    ).flat();
    const refused = answers.filter(({ status }) => status !== 202);
    expect(answers.filter(({ status }) => status === 202)).toHaveLength(100);
    expect(refused).toHaveLength(1);
    expect(refused[0]).toMatchObject({ status: 503, body: { code: 'queue_full', queue_length: 100 } });
    expect(Number(refused[0]!.retryAfter)).toBeGreaterThan(0);
    expect(refused[0]!.body['detail']).toContain('full');
    const { folder } = refused[0]!;
    expect((await server.submit(folder, { dry_run: true })).status).toBe(503);
    const list = (await server.call('GET', '/index/jobs?status=queued&limit=200')).body as JobList;
    expect(list.jobs.map((job) => job.queue_position)).toEqual(Array.from({ length: 100 }, (_, n) => n + 1));
    await start(home, ['worker']).until(/is ready/);
    const taken = await eventually(async () => {
      const answer = await server.submit(folder, { dry_run: true });
      return answer.status === 202 ? answer : undefined;
    }, 'the queue to have room');
    expect(await server.until(taken.body['job_id'], 'completed')).toMatchObject({ folder_path: folder });
    const all = (await server.call('GET', '/index/jobs?limit=200')).body as JobList;
    const done = all.jobs.filter((job) => job.kind === 'indexing.index_repository');
    expect(done.map((job) => job.status)).toEqual(Array.from({ length: 101 }, () => 'completed'));
  }, 180_000);

  it('refuses a folder while it is queued or running, under any name, and takes another', async () => {
    const home = newHome();
    const server = await serve(home, ['--no-worker']);
    const folder = newFolder(20_000);
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, n) =>
        server.submit(n % 2 === 0 ? folder : `${folder}/../${path.basename(folder)}/`),
      ),
    );
    const accepted = answers.filter(({ status }) => status === 202);
    expect(accepted).toHaveLength(1);
    const id = accepted[0]!.body['job_id'];
    for (const { status, body } of answers.filter((answer) => answer !== accepted[0])) {
      expect({ status, body }).toMatchObject({ status: 409, body: { code: 'already_queued', job_id: id } });
    }
    expect((await server.submit(newFolder())).status).toBe(202);
    const worker = start(home, ['worker']);
    await worker.until(/is ready/);
    const during = await eventually(async () => {
      const answer = await server.submit(folder);
      return answer.body['status'] === 'running' || answer.status === 202 ? answer : undefined;
    }, 'the job to run');
    // A machine so fast that the job is done before it is asked about takes the folder again: that is right too.
    expect([409, 202]).toContain(during.status);
    await server.until(id, 'completed');
    await stop(worker, 'SIGTERM');
    if (during.status === 409) expect((await server.submit(folder)).status).toBe(202);
  });

  it('refuses what it cannot index before anything is queued', async () => {
    const folder = newFolder();
    const server = await serve(newHome(), ['--no-worker'], { KEELSON_ALLOWED_ROOTS: folder });
    for (const [folder_path, code] of [
      [path.join(folder, 'missing'), 'folder_not_found'],
      [path.join(folder, 'a.c'), 'not_a_folder'],
      ['relative', 'path_not_absolute'],
      [newFolder(), 'outside_allowed_roots'],
      [`${folder}/..`, 'outside_allowed_roots'],
    ]) {
      for (const route of ['/index', '/index/add']) {
        const { status, body } = await server.call('POST', route, { folder_path });
        expect({ status, body }).toMatchObject({ status: 400, body: { code, detail: expect.any(String) } });
      }
    }
    expect((await server.call('GET', '/index/jobs')).body).toMatchObject({ total: 0 });
  });
});
