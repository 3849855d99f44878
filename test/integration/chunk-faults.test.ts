import { copyFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { byStatus, chunkBench, forgeChunk } from '../support/chunk-bench.ts';
import type { ChunkBench } from '../support/chunk-bench.ts';

let bench: ChunkBench;
beforeAll(async () => {
  bench = await chunkBench();
  await bench.worker();
});
afterAll(() => bench.close());
beforeEach(() => bench.clear());

const idOf = (ordinal: number): string => bench.manifest.chunks[ordinal - 1]!.id;

describe('a chunk that is not what it should be', () => {
  const swapped = (text: string): string => text.replace('kfree', 'kFREE');
  test.each<[string, (text: string) => string, boolean, string, RegExp]>([
    [
      'other bytes',
      swapped,
      false,
      'chunk_tampered',
      /its SHA-256 is [0-9a-f]{64}, the manifest says [0-9a-f]{64}/,
    ],
    ['its end missing', (text) => text.slice(0, -100), false, 'chunk_truncated', /\d+ of \d+ bytes/],
    ['more at its end', (text) => `${text} `, false, 'chunk_too_long', /\d+ instead of \d+ bytes/],
    ['no JSON', () => '{', true, 'chunk_malformed', /the file ends in the middle \(byte 1\)/],
    [
      'a wrong type',
      (text) => text.replace(/"line":(\d+)/, '"line":"$1"'),
      true,
      'chunk_malformed',
      /\/symbols\/0\/line must be a whole number/,
    ],
    [
      'another name',
      (text) => text.replace('"chunk_id":"', '"chunk_id":"x'),
      true,
      'chunk_malformed',
      /it calls itself x/,
    ],
  ])('with %s fails by name and reason, and holds up no other', async (_name, forge, agree, code, reason) => {
    const forged = forgeChunk(bench, 'forged', 20, forge, agree);
    const job = await bench.ended(await bench.load({ manifest: forged.folder }), 'failed');
    expect(job.error).toMatchObject({ code: 'chunks_failed', message: expect.stringMatching(reason) });
    expect(job.error!.message).toContain(`Chunk ${forged.chunkId} is`);
    const { body } = await bench.request('GET', `/mcp/chunks/${forged.chunkId}/status`);
    expect(body).toMatchObject({
      status: 'failed',
      error_code: code,
      error_message: expect.stringMatching(reason),
      completed_at: expect.any(String),
      checksum_verified: false,
      symbols_processed: 0,
      retry_count: 0,
    });
    expect(await bench.states()).toMatchObject({ loaded: false, counts: { completed: 59, failed: 1 } });
    expect((await bench.written()).map(({ chunk }) => chunk)).not.toContain(19);
  });

  test('is loaded when its file is mended, and gives up after three retries', async () => {
    const { folder, chunkId } = forgeChunk(bench, 'mended', 20, swapped, false);
    await bench.ended(await bench.load({ manifest: folder }), 'failed');
    for (const retry of [1, 2, 3]) {
      const { status, body } = await bench.request('POST', `/mcp/chunks/${chunkId}/process`);
      expect(status).toBe(202);
      await bench.ended(String(body['job_id']), 'failed');
      const state = await bench.request('GET', `/mcp/chunks/${chunkId}/status`);
      expect(state.body).toMatchObject({ status: 'failed', retry_count: retry });
    }
    const refused = await bench.request('POST', `/mcp/chunks/${chunkId}/process`);
    expect(refused).toMatchObject({
      status: 409,
      body: { error: 'chunk_failed_permanently', retry_count: 3 },
    });
    copyFileSync(path.join(bench.chunks, `${chunkId}.json`), path.join(folder, `${chunkId}.json`));
    const forced = await bench.request('POST', `/mcp/chunks/${chunkId}/process`, { force: true });
    await bench.ended(String(forced.body['job_id']), 'completed');
    expect(await bench.states()).toMatchObject({ loaded: true, counts: { completed: 60 } });
    const { body } = await bench.request('GET', `/mcp/chunks/${chunkId}/status`);
    expect(body).toMatchObject({ status: 'completed', retry_count: 0, checksum_verified: true });
  });

  test('that is missing, or no file, is said so', async () => {
    const { folder } = forgeChunk(bench, 'missing', 20, swapped, false);
    rmSync(path.join(folder, `${idOf(20)}.json`));
    rmSync(path.join(folder, `${idOf(21)}.json`));
    writeFileSync(path.join(folder, `${idOf(22)}.json`), '');
    await bench.ended(await bench.load({ manifest: folder }), 'failed');
    const { chunks } = await bench.states();
    const reasons = chunks
      .filter(({ status }) => status === 'failed')
      .map((chunk) => [chunk.chunk_id, chunk.error_code]);
    expect(reasons).toEqual([
      [idOf(20), 'chunk_missing'],
      [idOf(21), 'chunk_missing'],
      [idOf(22), 'chunk_truncated'],
    ]);
  });

  test.each([
    ['warn', 'kFREE'],
    ['skip', 'kFREE'],
  ])('is loaded under the policy %s, and said not to be verified', async (policy, name) => {
    const { folder, chunkId } = forgeChunk(bench, 'let-pass', 20, swapped, false);
    const job = await bench.ended(
      await bench.load({ manifest: folder, checksum_policy: policy }),
      'completed',
    );
    expect(job.result).toMatchObject({ published: true });
    const { body } = await bench.request('GET', `/mcp/chunks/${chunkId}/status`);
    expect(body).toMatchObject({ status: 'completed', checksum_verified: false });
    const rows = await bench.rows();
    expect(JSON.stringify(rows['symbol'])).toContain(name);
  });
});

test('a full disk is tried again, later each time, and then failed; with space it goes on', async () => {
  await bench.owner(`
    create function keelson.no_space() returns trigger language plpgsql as $$
    begin
      if new.chunk = 2 then
        raise exception 'could not extend file: No space left on device' using errcode = '53100';
      end if;
      return new;
    end $$;
    create trigger no_space before insert on keelson.index_chunk for each row execute function keelson.no_space()`);
  try {
    const job = await bench.ended(await bench.load(), 'failed');
    expect(job.error).toMatchObject({
      code: 'chunks_failed',
      message: expect.stringContaining('No space left'),
    });
    expect(byStatus(await bench.states()).failed).toEqual([idOf(3)]);
    const { body } = await bench.request('GET', `/mcp/chunks/${idOf(3)}/status`);
    expect(body).toMatchObject({ status: 'failed', retry_count: 3 });
    expect(Date.parse(String(body['completed_at'])) - Date.parse(job.started_at!)).toBeGreaterThan(6900);
    expect(await bench.written()).toHaveLength(59);
  } finally {
    await bench.owner('drop trigger no_space on keelson.index_chunk; drop function keelson.no_space');
  }
  const { body } = await bench.request('POST', `/mcp/chunks/${idOf(3)}/process`, { force: true });
  await bench.ended(String(body['job_id']), 'completed');
  expect(await bench.states()).toMatchObject({ loaded: true, counts: { completed: 60 } });
});
