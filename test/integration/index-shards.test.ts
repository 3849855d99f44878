import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cSource, put, putCTree } from '../support/c-tree.ts';
import type { TestDatabase } from '../support/database.ts';
import { makeRepository } from '../support/git-repository.ts';
import { indexDatabase } from '../support/index-database.ts';
import { indexJobs } from '../support/index-jobs.ts';
import { chunkFiles, manifestContent } from '../support/index-run.ts';
import { digestIndex, indexStates } from '../support/index-state.ts';
import { shareIndex } from '../support/share-index.ts';

let db: TestDatabase;
const scratch = mkdtempSync(path.join(tmpdir(), 'keelson-shards-'));
beforeAll(async () => {
  db = await indexDatabase();
});
afterAll(async () => {
  await db.drop();
  rmSync(scratch, { recursive: true, force: true });
});

let trees = 0;
function newTree(): { folder: string; below: string } {
  trees += 1;
  const below = path.join(scratch, `tree-${trees}`);
  const folder = path.join(below, 'src');
  putCTree(folder, 0.7);
  // Too large for a chunk by itself; and a folder of which the plan thinks too well: all names, no bodies.
  put(folder, 'lib/huge.c', cSource('huge', 180_000));
  const dense = Array.from({ length: 900 }, (_, at) => `int d${at};`).join('\n');
  for (let at = 0; at < 6; at += 1) put(folder, `dense/dense_${at}.c`, dense);
  return { folder, below };
}

const SMALL = { chunk_size: 64_000 };

async function readyIndex(): Promise<number> {
  return (await indexStates(db.database)).findLast(({ state }) => state === 'ready')!.id;
}

/** What one machine makes of a folder. */
async function alone(folder: string, out: string, request: object = SMALL) {
  await indexJobs(db.database, out, folder).index({ ...request, output_dir: out });
  return {
    files: chunkFiles(out),
    manifest: manifestContent(out),
    rows: await digestIndex(db.database, await readyIndex()),
  };
}

/** What one machine makes of a new tree, and a job that several are to make the same of it by. */
async function aloneAndShared(request: { force?: true; no_load?: true; shards: number }) {
  const { folder, below } = newTree();
  const single = await alone(folder, path.join(below, 'alone'));
  const out = path.join(below, 'together');
  const job = shareIndex(db.database, below, {
    ...SMALL,
    folder_path: folder,
    output_dir: out,
    ...request,
  });
  return { below, single, out, job };
}

describe('an index that is shared out', () => {
  it('is byte for byte what one machine makes', async () => {
    const { single, out, job } = await aloneAndShared({ force: true, shards: 5 });
    const parts = (await job.plan())!;
    expect(parts).toHaveLength(5);
    expect(await indexStates(db.database)).toContainEqual({ id: parts[0]!.index_id, state: 'loading' });
    // In another order than they were handed out.
    const results = [];
    for (const part of parts.toReversed()) results.push(await job.shard(part));
    expect(results.flatMap(({ overflows }) => overflows).length).toBeGreaterThan(0);
    const answer = await job.assemble(results);
    expect(answer.manifest_id).toBe(single.manifest['manifest_id']);
    expect(chunkFiles(out)).toEqual(single.files);
    expect(manifestContent(out)).toEqual(single.manifest);
    expect(await digestIndex(db.database, await readyIndex())).toBe(single.rows);
    expect(await job.stored()).toEqual([]);
  });

  it('goes on from what is stored when a part is cut off, and is put together once', async () => {
    const { single, out, job } = await aloneAndShared({ force: true, shards: 2 });
    const [first, second] = (await job.plan())!;
    // The lease goes after some chunks have been committed: what follows may not count.
    let steps = 0;
    const lost = job.shard(first!, {
      assertLease: () => ((steps += 1) > 4 ? Promise.reject(new Error('lease lost')) : Promise.resolve()),
    });
    await expect(lost).rejects.toThrow('lease lost');
    const facts = (await job.stored()).filter((name) => name.includes('/facts/'));
    let again = 0;
    const results = [
      await job.shard(first!, { assertLease: async () => void (again += 1) }),
      await job.shard(second!),
    ];
    // Chunks whose rows were committed are not sent again.
    expect(again).toBeGreaterThan(0);
    expect(again).toBeLessThanOrEqual(results[0]!.chunks - 4);
    expect(facts.length).toBeLessThan(results[0]!.chunks);
    // Whoever puts the parts together dies before the end; the next begins that anew.
    await expect(
      job.assemble(results, { output_dir: path.join(scratch, 'tree-1/src/main.c/no') }),
    ).rejects.toThrow();
    const answer = await job.assemble(results);
    expect(answer.manifest_id).toBe(single.manifest['manifest_id']);
    expect(chunkFiles(out)).toEqual(single.files);
    expect(await digestIndex(db.database, await readyIndex())).toBe(single.rows);
  });

  it('can be of chunk files alone', async () => {
    const { single, out, job } = await aloneAndShared({ no_load: true, shards: 3 });
    const before = await indexStates(db.database);
    const parts = (await job.plan())!;
    expect(parts.map(({ index_id: index }) => index)).toEqual([null, null, null]);
    const results = [];
    for (const part of parts) results.push(await job.shard(part));
    await job.assemble(results);
    expect(chunkFiles(out)).toEqual(single.files);
    expect(manifestContent(out)).toEqual(single.manifest);
    expect(await indexStates(db.database)).toEqual(before);
  });

  it('is made whole again where a stored chunk is gone', async () => {
    const { below, single, out, job } = await aloneAndShared({ force: true, shards: 2 });
    const results = [];
    for (const part of (await job.plan())!) results.push(await job.shard(part));
    const gone = (await job.stored()).find((name) => name.includes('/chunk/'));
    rmSync(path.join(below, 'objects', gone!));
    await job.assemble(results);
    expect(chunkFiles(out)).toEqual(single.files);
  });

  it('refuses a folder that is another one where a part runs', async () => {
    const { folder, below } = newTree();
    const job = shareIndex(db.database, below, { ...SMALL, folder_path: folder, shards: 2 });
    const [first] = (await job.plan())!;
    put(folder, 'drivers/gpu/file_0.h', cSource('changed', 9_000));
    await expect(job.shard(first!)).rejects.toMatchObject({
      kind: 'conflict',
      code: 'sources_changed',
      message: expect.stringContaining('drivers/gpu/file_0.h') as string,
    });
  });

  it('of a repository is of the commit that was planned, wherever its branch has moved meanwhile', async () => {
    const below = path.join(scratch, 'git');
    const upstream = makeRepository(path.join(below, 'upstream.git'));
    const sources = (value: number) =>
      Object.fromEntries(
        Array.from({ length: 12 }, (_, at) => [`d${at}/f${at}.c`, cSource(`f${at}_${value}`, 30_000)]),
      );
    const commit = upstream.commit(sources(0));
    const request = { ...SMALL, repository_url: upstream.folder, ref: 'main' };
    const single = shareIndex(db.database, path.join(below, 'single'), request);
    const alone = await single.assemble([]);
    const job = shareIndex(db.database, path.join(below, 'job'), { ...request, force: true, shards: 3 });
    const parts = (await job.plan())!;
    expect(parts.map((part) => part.commit)).toEqual([commit, commit, commit]);
    upstream.commit(sources(1));
    const results = [];
    for (const part of parts) results.push(await job.shard(part));
    const answer = await job.assemble(results);
    expect(answer.manifest_id).toBe(alone.manifest_id);
    const folders = [alone, answer].map(({ manifest }) => path.dirname(manifest));
    expect(chunkFiles(folders[1]!)).toEqual(chunkFiles(folders[0]!));
    expect(readFileSync(answer.manifest)).toEqual(readFileSync(alone.manifest));
  });

  it('is not shared out when nothing, or next to nothing, is to be scanned', async () => {
    const { folder, below } = newTree();
    const out = path.join(below, 'out');
    await alone(folder, out);
    const request = { ...SMALL, folder_path: folder, output_dir: out, shards: 4 };
    expect(await shareIndex(db.database, below, request).plan()).toBeUndefined();
    put(folder, 'mm/file_1.c', cSource('changed', 9_000));
    expect(await shareIndex(db.database, below, request).plan()).toBeUndefined();
    const small = { folder_path: folder, force: true, shards: 'auto' as const };
    expect(await shareIndex(db.database, below, small).plan()).toBeUndefined();
  });
});
