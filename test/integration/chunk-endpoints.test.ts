import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Manifest } from '../../src/contexts/indexing/schemas-chunk.ts';
import { ChunkState } from '../../src/contexts/indexing/schemas-manifest.ts';
import { chunkBench } from '../support/chunk-bench.ts';
import type { ChunkBench } from '../support/chunk-bench.ts';

// The four endpoints over real HTTP, before a worker runs and after.

let bench: ChunkBench;
beforeAll(async () => {
  bench = await chunkBench();
});
afterAll(() => bench.close());

const ODD_IDS = ['null', '0', '%20%20', '%3B%27%22', 'a/b', '..', 'x'.repeat(1000), 'fs_999'];
const problem = { error: expect.any(String), message: expect.any(String), code: expect.any(String) };

describe('before a manifest is known', () => {
  test.each([
    ['GET', '/mcp/chunks/manifest', undefined],
    ['GET', '/mcp/chunks/fs_001/status', undefined],
    ['POST', '/mcp/chunks/fs_001/process', {}],
    ['POST', '/mcp/chunks/process/batch', { chunk_ids: ['fs_001'] }],
  ])('%s %s answers 404', async (method, where, body) => {
    const answer = await bench.request(method, where, body);
    expect(answer).toMatchObject({ status: 404, body: { ...problem, error: 'manifest_not_found' } });
  });
});

describe('with a registered manifest', () => {
  beforeAll(async () => {
    const job = await bench.load();
    await bench.request('DELETE', `/index/jobs/${job}`);
  });

  test('the manifest is the one that was written, with nothing that is null', async () => {
    const { status, body } = await bench.request('GET', '/mcp/chunks/manifest');
    expect(status).toBe(200);
    expect(body).toEqual(JSON.parse(JSON.stringify(bench.manifest)));
    const manifest = Manifest.parse(body);
    expect(manifest.total_chunks).toBe(60);
    expect(manifest.total_size_bytes).toBe(
      manifest.chunks.reduce((sum, { size_bytes: size }) => sum + size, 0),
    );
    const named = await bench.request(
      'GET',
      `/mcp/chunks/manifest?manifest_id=${manifest.manifest_id.slice(0, 8)}`,
    );
    expect(named.body).toEqual(body);
    expect((await bench.request('GET', '/mcp/chunks/manifest?manifest_id=ffff')).status).toBe(404);
  });

  test('a pending chunk says so, and leaves out what there is not', async () => {
    const { status, body } = await bench.request('GET', '/mcp/chunks/fs_001/status');
    expect(status).toBe(200);
    expect(ChunkState.parse(body)).toEqual({
      chunk_id: 'fs_001',
      manifest_id: bench.manifest.manifest_id,
      manifest_version: '1.0.0',
      status: 'pending',
      retry_count: 0,
      symbols_processed: 0,
      checksum_verified: false,
    });
    expect(JSON.stringify(body)).not.toContain('null');
  });

  test.each(ODD_IDS)('%s is no chunk', async (id) => {
    for (const [method, where] of [
      ['GET', `/mcp/chunks/${id}/status`],
      ['POST', `/mcp/chunks/${id}/process`],
    ] as const) {
      const answer = await bench.request(method, where);
      expect(answer).toMatchObject({ status: 404, body: problem });
    }
  });

  test.each<[string, unknown, number]>([
    ['a flag that is text', { force: 'yes' }, 422],
    ['an unknown member', { forse: true }, 422],
    ['no JSON', '{', 400],
    ['a list', '[]', 400],
  ])('%s is refused', async (_name, body, status) => {
    expect(await bench.request('POST', '/mcp/chunks/fs_001/process', body)).toMatchObject({
      status,
      body: problem,
    });
    expect(await bench.request('POST', '/mcp/chunks/process/batch', body)).toMatchObject({
      status,
      body: problem,
    });
  });

  test('another content type is refused', async () => {
    const answer = await bench.request('POST', '/mcp/chunks/fs_001/process', 'force=true', {
      'content-type': 'application/x-www-form-urlencoded',
    });
    expect(answer.status).toBe(415);
  });

  test.each<[string, Record<string, unknown>, number, string]>([
    ['no ids', { chunk_ids: [] }, 422, 'invalid_input'],
    ['no list of ids', {}, 422, 'invalid_input'],
    ['101 ids', { chunk_ids: Array.from({ length: 101 }, (_, n) => `fs_${n}`) }, 422, 'invalid_input'],
    ['a number for an id', { chunk_ids: [1] }, 422, 'invalid_input'],
    ['an empty id', { chunk_ids: [''] }, 422, 'invalid_input'],
    ['no parallelism', { chunk_ids: ['fs_001'], parallelism: 0 }, 422, 'invalid_input'],
    ['too much parallelism', { chunk_ids: ['fs_001'], parallelism: 11 }, 422, 'invalid_input'],
    ['half parallelism', { chunk_ids: ['fs_001'], parallelism: 1.5 }, 422, 'invalid_input'],
    ['an unknown id', { chunk_ids: ['fs_001', 'no_001'] }, 400, 'chunk_not_in_manifest'],
  ])('a batch with %s is refused', async (_name, body, status, error) => {
    const answer = await bench.request('POST', '/mcp/chunks/process/batch', body);
    expect(answer).toMatchObject({ status, body: { ...problem, error } });
    expect((await bench.states()).counts.pending).toBe(60);
  });

  test('of many calls for one chunk at once, one is taken', async () => {
    const answers = await Promise.all(
      Array.from({ length: 12 }, () => bench.request('POST', '/mcp/chunks/block_001/process')),
    );
    expect(answers.filter(({ status }) => status === 202)).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 409)).toHaveLength(11);
    const taken = answers.find(({ status }) => status === 202)!;
    expect(taken.body).toMatchObject({
      chunk_id: 'block_001',
      status: 'processing',
      message: expect.any(String),
    });
    const refused = answers.find(({ status }) => status === 409)!;
    expect(refused.body).toMatchObject({ error: 'chunk_already_processing', job_id: taken.body['job_id'] });
    const forced = await bench.request('POST', '/mcp/chunks/block_001/process', { force: true });
    expect(forced.status).toBe(409);
    const { body } = await bench.request('GET', '/mcp/chunks/block_001/status');
    expect(body).toMatchObject({ status: 'processing', job_id: taken.body['job_id'] });
    expect(body).not.toHaveProperty('completed_at');
  });

  test('a batch counts each id once, and takes only what nobody has', async () => {
    const { status, body } = await bench.request('POST', '/mcp/chunks/process/batch', {
      chunk_ids: ['block_002', 'block_001', 'block_002', 'block_003'],
      parallelism: 10,
    });
    expect(status).toBe(202);
    expect(body).toMatchObject({
      total_chunks: 3,
      processing: ['block_002', 'block_003'],
      message: expect.any(String),
    });
    const again = await bench.request('POST', '/mcp/chunks/process/batch', { chunk_ids: ['block_003'] });
    expect(again).toMatchObject({ status: 202, body: { total_chunks: 1, processing: [] } });
  });

  test('a chunk whose job was cancelled is pending again', async () => {
    const { body } = await bench.request('POST', '/mcp/chunks/crypto_001/process');
    await bench.request('DELETE', `/index/jobs/${String(body['job_id'])}`);
    expect((await bench.request('GET', '/mcp/chunks/crypto_001/status')).body).toMatchObject({
      status: 'pending',
    });
    expect((await bench.request('POST', '/mcp/chunks/crypto_001/process')).status).toBe(202);
  });

  test('jobs do what was asked for; a completed chunk is left alone unless forced', async () => {
    await bench.worker();
    await expect
      .poll(async () => (await bench.states()).counts, { timeout: 30_000 })
      .toEqual({ pending: 56, processing: 0, completed: 4, failed: 0 });
    const { body } = await bench.request('GET', '/mcp/chunks/block_001/status');
    expect(ChunkState.parse(body)).toMatchObject({
      status: 'completed',
      started_at: expect.any(String),
      completed_at: expect.any(String),
      checksum_verified: true,
      retry_count: 0,
      symbols_processed: bench.manifest.chunks[0]!.symbol_count,
    });
    expect(body).not.toHaveProperty('error_message');
    const idle = await bench.request('POST', '/mcp/chunks/block_001/process', { force: false });
    expect(idle).toMatchObject({ status: 202, body: { status: 'completed' } });
    expect(idle.body).not.toHaveProperty('job_id');
    const forced = await bench.request('POST', '/mcp/chunks/block_001/process', { force: true });
    expect(forced).toMatchObject({ status: 202, body: { status: 'processing' } });
    await bench.ended(String(forced.body['job_id']), 'completed');
    expect((await bench.states()).counts.completed).toBe(4);
  });
});

test('where a key is needed, nothing is told without one', async () => {
  const closed = await chunkBench({ requireKey: true });
  try {
    for (const [method, where, body] of [
      ['GET', '/mcp/chunks/manifest', undefined],
      ['GET', '/mcp/chunks/fs_001/status', undefined],
      ['POST', '/mcp/chunks/fs_001/process', {}],
      ['POST', '/mcp/chunks/process/batch', { chunk_ids: ['fs_001'] }],
    ] as const) {
      expect(await closed.request(method, where, body)).toMatchObject({ status: 401, body: problem });
      const wrong = { authorization: 'Bearer nonsense' };
      expect((await closed.request(method, where, body, wrong)).status).toBe(401);
    }
  } finally {
    await closed.close();
  }
});
