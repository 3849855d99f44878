import { execFile } from 'node:child_process';
import { chmod, mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Job, JobList, SubmittedJob } from '../../src/contexts/jobs/index.ts';
import type { AppError } from '../../src/kernel/errors.ts';
import { jobsBench } from '../support/jobs.ts';
import type { JobsBench } from '../support/jobs.ts';

const execFileAsync = promisify(execFile);

let bench: JobsBench;
/** Each test has a tenant of its own. */
let tenant = 100;

beforeAll(async () => {
  bench = await jobsBench();
});
afterAll(() => bench.close());

const submit = (folder: string, more: object = {}, who = tenant) =>
  bench.run('jobs.submit_index', { folder_path: folder, ...more }, who) as Promise<SubmittedJob>;
const list = (input: object = {}, who = tenant) => bench.run('jobs.list', input, who) as Promise<JobList>;
const cancel = (jobId: string, force = false, who = tenant) =>
  bench.run('jobs.cancel', { job_id: jobId, force }, who) as Promise<Job>;
const folders = async (names: readonly string[]) => {
  tenant += 1;
  const made = names.map((name) => path.join(bench.folder, `t${tenant}`, name));
  for (const folder of made) await mkdir(folder, { recursive: true });
  return made;
};
const numbered = (count: number) => folders(Array.from({ length: count }, (_, n) => `repo${n}`));

/** Plays the worker: moves the first queued job of the tenant on. */
const pretend = (status: 'running' | 'completed' | 'failed', jobId: string, age = '0 s') =>
  bench.sql(
    `with moved as (
       update keelson.job set status = $2::text, started_at = now(), attempt = 1, lease_token = 1,
         lease_expires_at = case when $2 = 'running' then now() + interval '1 hour' end,
         completed_at = case when $2 <> 'running' then now() - $3::interval end
       where job_id = $1 returning tenant_id)
     update keelson.job_queue q set queued = queued - 1 from moved m where q.tenant_id = m.tenant_id`,
    [jobId, status, age],
    tenant,
  );

test('a submitted folder is queued under its real name, with its place', async () => {
  const [a, b] = await folders(['a', 'b']);
  const first = await submit(`${a}/../a//`, { subsystem: 'fs', chunk_size: '50MB' });
  expect(first).toMatchObject({ status: 'queued', queue_position: 1, queue_length: 1, folder_path: a });
  expect(await submit(b!)).toMatchObject({ queue_position: 2, queue_length: 2 });
  const job = await bench.get(first.job_id, tenant);
  expect(job).toMatchObject({
    kind: 'indexing.index_repository',
    status: 'queued',
    queue_position: 1,
    folder_path: a,
    source: 'manual',
    requested_by: { kind: 'user', id: 'tester' },
    request: { folder_path: a, subsystem: 'fs', chunk_size: '50MB' },
    attempt: 0,
    max_attempts: 3,
    timeout_seconds: 7200,
    started_at: null,
    progress: null,
    result: null,
    error: null,
  });
});

test('a bad path is refused before it is queued', async () => {
  const [repo] = await folders(['repo']);
  await writeFile(path.join(repo!, 'file'), '');
  for (const [folder, code] of [
    [path.join(repo!, 'missing'), 'folder_not_found'],
    [path.join(repo!, 'file'), 'not_a_folder'],
    ['relative/path', 'path_not_absolute'],
  ]) {
    await expect(submit(folder!)).rejects.toMatchObject({ kind: 'invalid', code });
  }
  await expect(submit(`${repo}\0`)).rejects.toMatchObject({ kind: 'invalid' });
  await expect(submit(repo!, { output_dir: '\uD800' })).rejects.toMatchObject({ kind: 'invalid' });
  await expect(submit(repo!, { chunk_size: 'large' })).rejects.toMatchObject({ kind: 'invalid' });
  expect((await list()).total).toBe(0);
});

test('an unreadable folder is refused, whoever runs the tests', async () => {
  const [closed] = await folders(['closed']);
  await chmod(bench.folder, 0o755);
  await chmod(closed!, 0o300);
  const script = `import { resolveFolder } from ${JSON.stringify(path.resolve('dist/contexts/jobs/store/resolve-folder.js'))};
    resolveFolder(${JSON.stringify(closed)}, []).then(() => console.log('read'), (error) => console.log(error.code));`;
  const nobody = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};
  const { stdout } = await execFileAsync(process.execPath, ['--input-type=module', '-e', script], {
    cwd: '/',
    ...nobody,
  });
  expect(stdout.trim()).toBe('folder_unreadable');
  await chmod(closed!, 0o700);
});

test('a folder that is queued or running is refused with the job in the way; after its end it is taken again', async () => {
  const [repo] = await folders(['repo']);
  const { job_id } = await submit(repo!);
  const refusal = { kind: 'conflict', code: 'already_queued' };
  await expect(submit(`${repo}/`)).rejects.toMatchObject({ ...refusal, extra: { job_id, status: 'queued' } });
  await pretend('running', job_id);
  await expect(submit(repo!)).rejects.toMatchObject({ ...refusal, extra: { job_id, status: 'running' } });
  await bench.sql(
    `update keelson.job set status = 'completed', completed_at = now(), lease_expires_at = null where job_id = $1`,
    [job_id],
    tenant,
  );
  expect(await submit(repo!)).toMatchObject({ queue_position: 1 });
  await expect(submit(repo!, {}, tenant + 50)).resolves.toMatchObject({ queue_position: 1 });
});

test('the same folder from 20 clients at once: exactly one is accepted', async () => {
  const [repo] = await folders(['repo']);
  const answers = await Promise.allSettled(Array.from({ length: 20 }, () => submit(repo!)));
  const accepted = answers.filter((answer) => answer.status === 'fulfilled');
  const refused = answers
    .filter((answer) => answer.status === 'rejected')
    .map(({ reason }) => reason as AppError);
  expect(accepted).toHaveLength(1);
  const { job_id } = accepted[0]!.value;
  for (const error of refused) expect(error).toMatchObject({ code: 'already_queued', extra: { job_id } });
  expect(await list()).toMatchObject({ total: 1, queued_count: 1 });
});

test('20 clients submit 140 folders at once: exactly 100 are accepted, in places 1 to 100', async () => {
  const all = await numbered(140);
  const clients = Array.from({ length: 20 }, (_, client) => all.filter((_folder, n) => n % 20 === client));
  const answers = (
    await Promise.all(
      clients.map(async (mine) => {
        const got = [];
        for (const folder of mine) got.push(await submit(folder).catch((error: AppError) => error));
        return got;
      }),
    )
  ).flat();
  const accepted = answers.filter((answer) => 'job_id' in answer);
  const refused = answers.filter((answer): answer is AppError => answer instanceof Error);
  expect(accepted.map((job) => job.queue_position).sort((a, b) => a - b)).toEqual(
    Array.from({ length: 100 }, (_, n) => n + 1),
  );
  expect(refused).toHaveLength(40);
  for (const error of refused) {
    expect(error).toMatchObject({ kind: 'unavailable', code: 'queue_full' });
    expect(error.retryAfterSeconds).toBeGreaterThan(0);
  }
  // A full queue still says so when the folder is there already.
  const known = (await list({ limit: 1 })).jobs[0]!;
  await expect(submit(known.folder_path!)).rejects.toMatchObject({ code: 'already_queued' });
  // One leaves, one may enter.
  const free = all.find((folder) => !accepted.some((job) => job.folder_path === folder))!;
  await cancel(known.job_id);
  expect(await submit(free)).toMatchObject({ queue_position: 100, queue_length: 100 });
});

test('the list: queued in queue order, then running, then finished with the newest first', async () => {
  const made = await numbered(7);
  const ids: string[] = [];
  for (const folder of made) ids.push((await submit(folder)).job_id);
  await pretend('running', ids[0]!);
  await pretend('completed', ids[1]!, '2 hours');
  await pretend('failed', ids[2]!, '1 hour');
  await cancel(ids[4]!);
  const expected = [ids[3], ids[5], ids[6], ids[0], ids[4], ids[2], ids[1]];
  const whole = await list();
  expect(whole.jobs.map((job) => job.job_id)).toEqual(expected);
  expect(whole.jobs.map((job) => job.queue_position)).toEqual([1, 2, 3, null, null, null, null]);
  expect(whole).toMatchObject({ total: 7, queued_count: 3, running_count: 1, next_cursor: null });

  const paged: string[] = [];
  let cursor: string | null | undefined;
  do {
    const page = await list({ limit: 2, ...(cursor ? { cursor } : {}) });
    paged.push(...page.jobs.map((job) => job.job_id));
    cursor = page.next_cursor;
  } while (cursor !== null);
  expect(paged).toEqual(expected);

  expect((await list({ status: 'queued' })).jobs.map((job) => job.job_id)).toEqual([ids[3], ids[5], ids[6]]);
  const failed = await list({ status: 'failed' });
  expect(failed.jobs.map((job) => job.job_id)).toEqual([ids[2]]);
  expect(failed).toMatchObject({ total: 1, queued_count: 3, running_count: 1 });
});

test('an empty list is fine, a made-up cursor is not', async () => {
  tenant += 1;
  expect(await list()).toEqual({ jobs: [], total: 0, queued_count: 0, running_count: 0, next_cursor: null });
  await expect(list({ cursor: 'x' })).rejects.toMatchObject({ kind: 'invalid', code: 'invalid_cursor' });
});

test('cancel: queued 200, running 409 without force, finished 410, unknown 404', async () => {
  const [a, b, c] = await folders(['a', 'b', 'c']);
  const queued = await submit(a!);
  const running = await submit(b!);
  await pretend('running', running.job_id);
  expect(await cancel(queued.job_id)).toMatchObject({ status: 'cancelled', queue_position: null });
  await expect(cancel(queued.job_id)).rejects.toMatchObject({ kind: 'gone', code: 'job_finished' });
  await expect(cancel(running.job_id)).rejects.toMatchObject({ kind: 'conflict', code: 'job_running' });
  const asked = await cancel(running.job_id, true);
  expect(asked.status).toBe('running');
  expect(asked.cancel_requested_at).not.toBeNull();
  expect((await cancel(running.job_id, true)).cancel_requested_at).toBe(asked.cancel_requested_at);
  await expect(cancel('00000000')).rejects.toMatchObject({ kind: 'not_found', code: 'job_not_found' });
  expect(await submit(c!)).toMatchObject({ queue_position: 1, queue_length: 1 });
});

test('ids can be shortened to any prefix that only one job has', async () => {
  const [a] = await folders(['a']);
  const { job_id } = await submit(a!);
  for (const length of [1, 8, 9, 20, 36]) {
    expect((await bench.get(job_id.slice(0, length), tenant)).job_id).toBe(job_id);
  }
  await bench.enqueue({ kind: 'test.echo', input: {} }, tenant);
  await expect(bench.get(job_id.slice(0, 4), tenant)).rejects.toMatchObject({ code: 'ambiguous_job_id' });
  await expect(bench.get('xyz', tenant)).rejects.toMatchObject({ kind: 'invalid', code: 'invalid_job_id' });
});

test("another tenant's job is not there", async () => {
  const [a] = await folders(['a']);
  const { job_id } = await submit(a!);
  await expect(bench.get(job_id, tenant + 1)).rejects.toMatchObject({ code: 'job_not_found' });
  await expect(cancel(job_id, true, tenant + 1)).rejects.toMatchObject({ code: 'job_not_found' });
  expect((await list({}, tenant + 1)).total).toBe(0);
});

test('every change of a job leaves an audit row and an event', async () => {
  const [a] = await folders(['a']);
  const { job_id } = await submit(a!);
  await cancel(job_id);
  const subject = `job/${job_id}`;
  const events = await bench.sql<{ type: string }>(
    'select type from keelson.outbox where subject = $1 order by seq',
    [subject],
    tenant,
  );
  expect(events.map(({ type }) => type)).toEqual(['jobs.v1.JobQueued', 'jobs.v1.JobCancelled']);
  const audit = await bench.sql<{ operation: string }>(
    'select operation from keelson.audit where $1 = any(subjects) order by id',
    [subject],
    tenant,
  );
  expect(audit.map(({ operation }) => operation)).toEqual(['jobs.submit_index', 'jobs.cancel']);
});

test('only allowed roots are taken where there are some', async () => {
  const [inside, outside] = await folders(['inside', 'outside']);
  const strict = await jobsBench({ allowedRoots: [inside!] });
  const request = (folder: string, more: object = {}) =>
    strict.run('jobs.submit_index', { folder_path: folder, ...more });
  await expect(request(outside!)).rejects.toMatchObject({ code: 'outside_allowed_roots' });
  await expect(request(inside!, { output_dir: outside })).rejects.toMatchObject({
    code: 'outside_allowed_roots',
  });
  await expect(request(inside!, { output_dir: `${inside}/out` })).resolves.toMatchObject({
    status: 'queued',
  });
  await strict.close();
  await rm(outside!, { recursive: true });
});
