import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { checkIndexRequest } from '../../src/contexts/indexing/index.ts';
import type { Job } from '../../src/contexts/jobs/index.ts';
import { buildOpenapi } from '../../src/platform/http/build-openapi.ts';
import { LOOPBACK, sampleHttpApp } from '../support/http-app.ts';
import { jobsBench, type JobsBench } from '../support/jobs.ts';

let bench: JobsBench;
let http: ReturnType<typeof sampleHttpApp>;
let folders = 0;

beforeAll(async () => {
  bench = await jobsBench({ checkRequest: checkIndexRequest });
  http = sampleHttpApp({ operations: bench.operations, run: bench.runOperation });
});
afterAll(() => bench.close());

async function newFolder(): Promise<string> {
  const folder = path.join(bench.folder, `repo${(folders += 1)}`);
  await mkdir(folder);
  return folder;
}
async function post(
  route: string,
  body: unknown,
): Promise<{ status: number; body: Record<string, unknown> }> {
  const init = {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  };
  const response = await http.request(`http://localhost${route}`, init, LOOPBACK);
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

test('both paths queue the same job, and the API’s description shows both', async () => {
  for (const route of ['/index', '/index/add']) {
    const folder = await newFolder();
    const { status, body } = await post(route, { folder_path: folder });
    expect(status).toBe(202);
    expect(body).toMatchObject({ status: 'queued', folder_path: folder, queue_length: expect.any(Number) });
    expect(await bench.get(body['job_id'] as string)).toMatchObject({ kind: 'indexing.index_repository' });
  }
  const { paths } = buildOpenapi(bench.operations, '1') as { paths: Record<string, object> };
  expect(paths['/index']).toHaveProperty('post');
  expect(paths['/index/add']).toHaveProperty('post');
});

test('a request is kept whole, and force may stand in the query', async () => {
  const request = {
    folder_path: await newFolder(),
    chunk_size: '64MiB',
    include_patterns: ['src/**'],
    exclude_patterns: ['*.min.js'],
    include_types: ['web'],
    supported_languages: ['typescript'],
    recursive: false,
    dry_run: true,
    timeout_seconds: 30,
    watch_mode: 'auto',
    watch_debounce_seconds: 2.5,
  };
  const { status, body } = await post('/index?force=true', request);
  expect(status).toBe(202);
  const job: Job = await bench.get(body['job_id'] as string);
  expect(job.request).toEqual({ ...request, force: true });
  expect(job.timeout_seconds).toBe(30);
});

test.each([
  ['chunk_overlap', 50],
  ['include_code', true],
  ['code_chunk_strategy', 'ast_aware'],
  ['generate_summaries', false],
  ['injector_script', '/x.py'],
  ['folder_metadata_file', '/x.json'],
])('%s is refused by name', async (field, value) => {
  const { status, body } = await post('/index/add', { folder_path: await newFolder(), [field]: value });
  expect(status).toBe(400);
  expect(body).toMatchObject({ code: 'unsupported_field', errors: [{ pointer: `/${field}` }] });
  expect(body['detail']).toContain(field);
});

test('so is rebuild_graph in the query; what is unknown gets a hint', async () => {
  const folder_path = await newFolder();
  expect(await post('/index?rebuild_graph=true', { folder_path })).toMatchObject({
    status: 400,
    body: { code: 'unsupported_field', detail: expect.stringContaining('force=true') },
  });
  expect(await post('/index', { folder_path, include_pattern: ['*.c'] })).toMatchObject({
    status: 400,
    body: {
      errors: [{ pointer: '/include_pattern', detail: 'Unknown field; did you mean include_patterns?' }],
    },
  });
  expect(await post('/index?force=true', { folder_path, force: false })).toMatchObject({
    status: 400,
    body: { code: 'ambiguous_input' },
  });
});

test.each([
  [{ supported_languages: ['cobol'] }, 'unknown_language'],
  [{ include_types: ['docs'] }, 'unknown_type'],
  [{ exclude_patterns: ['../x'] }, 'invalid_pattern'],
  [{ chunk_size: 512 }, 'invalid_chunk_size'],
  [{ timeout_seconds: 0 }, 'invalid_input'],
  [{ watch_mode: 'maybe' }, 'invalid_input'],
  [{ incremental: true, force: true }, 'invalid_input'],
  [{ include_patterns: Array.from({ length: 101 }, () => '*.c') }, 'invalid_input'],
])('%j is refused before anything is queued', async (fields, code) => {
  const { status, body } = await post('/index', { folder_path: await newFolder(), ...fields });
  expect({ status, code: body['code'] }).toEqual({ status: 400, code });
});
