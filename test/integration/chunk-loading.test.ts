import { appendFileSync, statSync, truncateSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { byStatus, CHUNK_SIZE, chunkBench, forgeChunk, SUBSYSTEMS } from '../support/chunk-bench.ts';
import type { ChunkBench } from '../support/chunk-bench.ts';

let bench: ChunkBench;
beforeAll(async () => {
  bench = await chunkBench();
  await bench.worker();
});
afterAll(() => bench.close());

const ADDED = 'int added_later(void) { return kfree(0); }\n';
const idOf = (ordinal: number): string => bench.manifest.chunks[ordinal - 1]!.id;
const all = (): string[] => bench.manifest.chunks.map(({ id }) => id);
beforeEach(() => bench.clear());

describe('loading from chunk files', () => {
  test('gives the rows that indexing gives, and the same states', async () => {
    const { body } = await bench.request('POST', '/index', {
      folder_path: bench.tree,
      chunk_size: CHUNK_SIZE,
      output_dir: path.join(bench.folder, 'indexed'),
    });
    const job = await bench.ended(String(body['job_id']), 'completed', 'failed');
    expect(job.error).toBeNull();
    const scanned = await bench.rows();
    const states = await bench.states();
    expect(states).toMatchObject({
      manifest_id: bench.manifest.manifest_id,
      loaded: true,
      counts: { completed: 60 },
    });

    const other = '/srv/from/files';
    const load = await bench.ended(await bench.load({ repository: other }), 'completed', 'failed');
    expect(load.result).toMatchObject({ loaded: 60, published: true, repository: other });
    expect(await bench.rows(other)).toEqual(scanned);
    expect(scanned['symbol']!.length).toBe(bench.manifest.totals.symbols);
    const loaded = await bench.states();
    const plain = ({ chunks }: typeof states) =>
      chunks.map(({ started_at: _began, completed_at: _ended, ...state }) => state);
    expect(plain(loaded)).toEqual(plain(states));
  });

  test('a failure at chunk 15 of 60 is resumed at chunk 15', async () => {
    const failed = await bench.ended(await bench.load({ fail_at_chunk: 15, parallelism: 1 }), 'failed');
    expect(failed.error).toMatchObject({ code: 'chunks_failed', message: expect.stringContaining(idOf(15)) });
    const before = await bench.written();
    expect(before.map(({ chunk }) => chunk)).toEqual(Array.from({ length: 14 }, (_, n) => n));
    const states = await bench.states();
    expect(byStatus(states)).toEqual({
      completed: all().slice(0, 14),
      failed: [idOf(15)],
      pending: all().slice(15),
      processing: [],
    });
    expect(states.loaded).toBe(false);

    const resumed = await bench.ended(await bench.load(), 'completed', 'failed');
    expect(resumed.result).toMatchObject({ loaded: 46, published: true, chunks: { completed: 60 } });
    const after = await bench.written();
    expect(after).toHaveLength(60);
    expect(after.slice(0, 14)).toEqual(before);
    const { body } = await bench.request('GET', `/mcp/chunks/${idOf(15)}/status`);
    expect(body).toMatchObject({ status: 'completed', retry_count: 1 });
  });

  test('a touched file costs the chunks of its subsystem alone', async () => {
    await bench.ended(await bench.load(), 'completed');
    const next = path.join(bench.folder, 'next');
    const request = { folder_path: bench.tree, chunk_size: CHUNK_SIZE, output_dir: next, no_load: true };
    const index = async () => {
      const { body } = await bench.request('POST', '/index', request);
      return bench.ended(String(body['job_id']), 'completed');
    };
    await index();
    const file = path.join(bench.tree, 'fs/file_3.c');
    appendFileSync(file, ADDED);
    try {
      const job = await index();
      const { manifest_id: to } = job.result as { manifest_id: string };
      const { status, body } = await bench.request(
        'GET',
        `/api/v1/manifests/${bench.manifest.manifest_id}/compare/${to}`,
      );
      expect(status).toBe(200);
      const changed = body['changed'] as { id: string; subsystem: string }[];
      expect(changed.length).toBeGreaterThan(0);
      expect(changed.every(({ subsystem }) => subsystem === 'fs')).toBe(true);
      expect(body).toMatchObject({
        added: [],
        removed: [],
        unchanged: 60 - changed.length,
        totals: { symbols: { from: bench.manifest.totals.symbols, to: bench.manifest.totals.symbols + 1 } },
      });
      // Two manifests of one repository: the one that is loaded answers, the other waits for its turn.
      expect(await bench.states(bench.manifest.manifest_id)).toMatchObject({
        loaded: true,
        counts: { completed: 60 },
      });
      expect(await bench.states(to)).toMatchObject({ loaded: false, counts: { pending: 60 } });
      await bench.ended(await bench.load({ manifest: to }), 'completed');
      expect(await bench.states(to)).toMatchObject({ loaded: true, counts: { completed: 60 } });
      expect(await bench.states(bench.manifest.manifest_id)).toMatchObject({
        loaded: false,
        counts: { pending: 60 },
      });
    } finally {
      truncateSync(file, statSync(file).size - ADDED.length);
    }
  });

  test('an older manifest is loaded again whole, also when indexing kept most of its chunks', async () => {
    const index = async () => {
      const { body } = await bench.request('POST', '/index', {
        folder_path: bench.tree,
        chunk_size: CHUNK_SIZE,
        output_dir: path.join(bench.folder, 'kept'),
      });
      return bench.ended(String(body['job_id']), 'completed');
    };
    await index();
    const before = await bench.rows();
    const file = path.join(bench.tree, 'mm/file_2.c');
    appendFileSync(file, ADDED);
    try {
      await index();
      expect(await bench.rows()).not.toEqual(before);
      const job = await bench.ended(await bench.load(), 'completed', 'failed');
      expect(job.result).toMatchObject({ published: true });
      expect(await bench.rows()).toEqual(before);
      expect(await bench.states(bench.manifest.manifest_id)).toMatchObject({ loaded: true });
    } finally {
      truncateSync(file, statSync(file).size - ADDED.length);
    }
  });

  test('two manifests are loaded side by side', async () => {
    const repositories = ['/srv/one', '/srv/two'];
    const second = forgeChunk(bench, 'two', 1, (text) => text.replaceAll('kfree', 'kFREE'), true);
    const jobs = [
      await bench.load({ repository: repositories[0] }),
      await bench.load({ manifest: second.folder, repository: repositories[1] }),
    ];
    for (const job of jobs) expect((await bench.ended(job, 'completed', 'failed')).error).toBeNull();
    const { body } = await bench.request('GET', '/api/v1/manifests');
    expect(body).toMatchObject({
      total: 2,
      manifests: [
        { manifest_id: second.manifestId, repository: '/srv/two', completed: 60, loaded: true },
        { manifest_id: bench.manifest.manifest_id, repository: '/srv/one', completed: 60, loaded: true },
      ],
    });
    const [one, two] = await Promise.all(repositories.map((repository) => bench.rows(repository)));
    expect(JSON.stringify(one)).not.toContain('kFREE');
    expect(JSON.stringify(two)).toContain('kFREE');
  });
});

describe('force', () => {
  test('replaces a chunk of the index that answers, in one transaction', async () => {
    await bench.ended(await bench.load(), 'completed');
    const before = await bench.rows();
    const kept = (await bench.written()).filter(({ chunk }) => chunk !== 6);
    const { body } = await bench.request('POST', `/mcp/chunks/${idOf(7)}/process`, { force: true });
    await bench.ended(String(body['job_id']), 'completed');
    expect(await bench.rows()).toEqual(before);
    const after = await bench.written();
    expect(after.filter(({ chunk }) => chunk !== 6)).toEqual(kept);
    expect(after).toHaveLength(60);

    const failed = await bench.ended(await bench.load({ force: true, fail_at_chunk: 8 }), 'failed');
    expect(failed.error).toMatchObject({ code: 'chunks_failed' });
    expect(await bench.rows()).toEqual(before);
  });

  test('loads chunks of an unfinished load again', async () => {
    await bench.ended(await bench.load({ chunk_ids: all().slice(0, 5) }), 'completed');
    expect((await bench.states()).counts).toMatchObject({ completed: 5, pending: 55 });
    const before = await bench.written();
    const job = await bench.ended(await bench.load({ force: true }), 'completed');
    expect(job.result).toMatchObject({ loaded: 60, published: true });
    expect((await bench.written())[0]!.committed_at > before[0]!.committed_at).toBe(true);
    expect((await bench.rows())['symbol']).toHaveLength(bench.manifest.totals.symbols);
  });
});

test('memory is bounded: too little for one chunk is refused, and an adapting load ends', async () => {
  const job = await bench.ended(
    await bench.load({ adaptive_parallelism: true, max_memory_mb: 400, parallelism: 4 }),
    'completed',
  );
  expect(job.result).toMatchObject({ loaded: 60 });
  const refused = await bench.ended(await bench.load({ force: true, max_memory_mb: 64 }), 'failed');
  expect(refused.error).toMatchObject({ code: 'memory_bound_too_small' });
});

test('a chunk that has been processing for too long is taken back; a manifest in use is not forgotten', async () => {
  await bench.ended(await bench.load({ chunk_ids: [idOf(1)] }), 'completed');
  const { manifest_id: id } = bench.manifest;
  const [job] = await bench.sql<{ job_id: string }>(
    `insert into keelson.job (tenant_id, job_id, kind, input, source, requested_by, max_attempts, timeout_seconds, status,
       lease_expires_at, lease_owner)
     values (1, gen_random_uuid(), 'test.stuck', '{}', 'manual', '{"kind":"user","id":"t","scopes":[]}', 1, 60, 'running',
       now() + interval '1 hour', 'nobody') returning job_id`,
  );
  await bench.sql(
    `update keelson.index_chunk_state set status = 'processing', job_id = $1, started_at = now() - interval '40 minutes'
     where chunk_id = $2`,
    [job!.job_id, idOf(2)],
  );
  expect(await bench.request('DELETE', `/api/v1/manifests/${id}`)).toMatchObject({
    status: 409,
    body: { error: 'manifest_in_use' },
  });
  const late = await bench.request('POST', '/api/v1/chunks/cleanup', { older_than_minutes: 60 });
  expect(late.body).toMatchObject({ reset: [] });
  const soon = await bench.request('POST', '/api/v1/chunks/cleanup', {});
  expect(soon.body).toMatchObject({ reset: [idOf(2)] });
  expect((await bench.states()).counts).toMatchObject({ completed: 1, pending: 59 });
  await bench.sql('delete from keelson.job where job_id = $1', [job!.job_id]);
  expect(await bench.request('DELETE', `/api/v1/manifests/${id}`)).toMatchObject({ status: 200 });
  expect((await bench.request('GET', '/mcp/chunks/manifest')).status).toBe(404);
});

test('the tree has the subsystems that these tests speak of', () => {
  expect([...new Set(bench.manifest.chunks.map(({ subsystem }) => subsystem))]).toEqual(SUBSYSTEMS);
});
