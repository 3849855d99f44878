import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { IndexJob } from '../../src/contexts/indexing/schemas-git.ts';
import type { SubmittedJob } from '../../src/contexts/jobs/index.ts';
import { jobsBench, type JobsBench } from '../support/jobs.ts';

let bench: JobsBench;
let root: string;
beforeAll(async () => {
  root = mkdtempSync(path.join(tmpdir(), 'keelson-jobs-git-'));
  bench = await jobsBench({ allowedRoots: [root], gitHosts: ['host', '*.example.org'] });
});
afterAll(async () => {
  await bench.close();
  rmSync(root, { recursive: true, force: true });
});
const queued: string[] = [];
afterEach(async () => {
  for (const id of queued.splice(0)) await bench.run('jobs.cancel', { job_id: id });
});

const submit = async (request: object): Promise<SubmittedJob> => {
  const job = (await bench.run('jobs.submit_index', request)) as SubmittedJob;
  queued.push(job.job_id);
  return job;
};
const refused = (request: object, code: string): Promise<void> =>
  expect(bench.run('jobs.submit_index', request), JSON.stringify(request)).rejects.toMatchObject({ code });

test('a repository is queued by its URL, for any worker, as the handler takes it', async () => {
  const job = await submit({ repository_url: 'HTTPS://Host/a/b.git', ref: 'v1', chunk_size: '20MB' });
  expect(job).toMatchObject({ status: 'queued', repository_url: 'https://host/a/b.git', ref: 'v1' });
  expect(job).not.toHaveProperty('folder_path');
  const { request, folder_path: folder } = await bench.get(job.job_id);
  expect(folder).toBeNull();
  expect(request).toEqual({ repository_url: 'https://host/a/b.git', ref: 'v1', chunk_size: '20MB' });
  expect(IndexJob.parse(request)).toEqual(request);
  const [row] = await bench.sql<{ needs: string }>(
    `select needs_folder as needs from keelson.job where job_id = $1`,
    [job.job_id],
  );
  expect(row).toEqual({ needs: '' });
});

test('the same repository and ref is queued once, however it is written; another ref is other work', async () => {
  const { job_id } = await submit({ repository_url: 'https://host/a/b' });
  for (const repository_url of ['https://HOST/a/b.git', 'https://host:443/a/b/']) {
    await expect(bench.run('jobs.submit_index', { repository_url })).rejects.toMatchObject({
      code: 'already_queued',
      extra: { job_id },
    });
  }
  await submit({ repository_url: 'https://host/a/b', ref: 'main' });
  await submit({ repository_url: 'https://host/a/B' });
});

test('what cannot be fetched is refused before it is queued, and credentials are kept nowhere', async () => {
  await refused({}, 'one_source');
  await refused({ folder_path: root, repository_url: 'https://host/a' }, 'one_source');
  await refused({ folder_path: root, ref: 'v1' }, 'one_source');
  await refused({ repository_url: 'https://host/a', ref: '--upload-pack=x' }, 'ref_invalid');
  await refused({ repository_url: 'ext::sh -c x' }, 'repository_url_invalid');
  await refused({ repository_url: 'https://other/a' }, 'host_not_allowed');
  await refused({ repository_url: 'https://example.org/a' }, 'host_not_allowed');
  await refused({ repository_url: 'file:///etc' }, 'outside_allowed_roots');
  await refused({ repository_url: '/no/such/folder' }, 'repository_not_found');
  await refused({ repository_url: 'https://me:hidden-word@host/a' }, 'credentials_in_url');
  const kept = await bench.sql<{ text: string }>(
    `select (select coalesce(string_agg(j::text, ''), '') from keelson.job j)
      || (select coalesce(string_agg(a::text, ''), '') from keelson.audit a) as text`,
  );
  expect(kept[0]!.text).not.toContain('hidden-word');
  await submit({ repository_url: 'git@git.example.org:a/b' });
});

test('a repository on this machine is for a worker that serves its folder', async () => {
  const { job_id, repository_url } = await submit({ repository_url: root });
  expect(repository_url).toBe(`file://${root}`);
  const [row] = await bench.sql<{ needs: string }>(
    `select needs_folder as needs from keelson.job where job_id = $1`,
    [job_id],
  );
  expect(row).toEqual({ needs: root });
});
