import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { findIndex } from '../../src/contexts/indexing/store/queries/find-index.ts';
import { AppError } from '../../src/kernel/errors.ts';
import type { Database } from '../../src/platform/db/types.ts';
import { findIsolationFaults } from '../../src/platform/db/tenant-isolation.ts';
import { buildRows } from '../support/build-rows.ts';
import type { TestFile } from '../support/build-rows.ts';
import type { TestDatabase } from '../support/database.ts';
import { eventually } from '../support/eventually.ts';
import { indexDatabase } from '../support/index-database.ts';
import { asOwner, digestIndex, indexesWithTables, indexStates } from '../support/index-state.ts';
import { loadChunk, loadIndex, testLoader, TOTALS } from '../support/load-index.ts';

const chunkOf = (name: string): TestFile[] => [
  { path: `${name}.c`, symbols: [{ name, line: 1, calls: [{ name: 'kfree', line: 2 }] }] },
];
const CHUNKS = [chunkOf('alpha'), chunkOf('beta'), chunkOf('gamma')];
const MANIFEST = { manifestId: 'manifest-1', totals: TOTALS };

let db: TestDatabase;
let database: Database;
beforeAll(async () => {
  db = await indexDatabase();
  ({ database } = db);
});
afterAll(() => db.drop());
let repositories = 0;
let repositoryPath = '';
beforeEach(() => {
  repositoryPath = `/src/r${++repositories}`;
});

const planOf = (resumeKey = 'plan-1', chunks = CHUNKS.length) => ({ repositoryPath, resumeKey, chunks });
const ready = () => database.tenant(1, (tx) => findIndex(tx, 1, repositoryPath));

describe('a load', () => {
  it('is seen when it is finished and not before', async () => {
    const loader = testLoader(database);
    const { indexId, committed } = await loader.begin(planOf());
    expect(committed.size).toBe(0);
    for (const [chunk, files] of CHUNKS.entries()) await loadChunk(loader, chunk, files);
    await expect(ready()).rejects.toMatchObject({ code: 'no_index' });
    await expect(loader.finish(MANIFEST)).resolves.toEqual({ indexId });
    await expect(ready()).resolves.toMatchObject({ id: indexId });
  });

  it('leaves a table that only the owner has rights on, with the tenant checked in every row', async () => {
    const id = await loadIndex(database, repositoryPath, CHUNKS);
    await asOwner(database, async (owner) => {
      expect(await findIsolationFaults(owner)).toEqual([]);
      await expect(
        owner.query({
          sql: `insert into keelson.index_macro_${id} (tenant_id, index_id, bucket, chunk, hits) values (2, ${id}, 1, 0, '')`,
        }),
      ).rejects.toThrow(/row-level security|violates check/);
    });
    await expect(
      database.tenant(1, (tx) => tx.query({ sql: `select * from keelson.index_symbol_${id}` })),
    ).rejects.toThrow(/permission denied/);
  });

  it('records who made it, in audit and as an event', async () => {
    const by = { actor: { kind: 'user' as const, id: 'ada', scopes: [] }, requestId: 'req-9' };
    const loader = testLoader(database, { by });
    await loader.begin(planOf('plan-1', 1));
    await loadChunk(loader, 0, chunkOf('alpha'));
    await loader.finish({ manifestId: `m-${repositoryPath}`, totals: TOTALS });
    const subject = `manifest/m-${repositoryPath}`;
    await asOwner(database, async (owner) => {
      expect(
        await owner.query({ sql: 'select * from audit where $1 = any(subjects)', parameters: [subject] }),
      ).toMatchObject([
        { actor_id: 'ada', operation: 'indexing.index_repository', request_id: 'req-9', outcome: 'done' },
      ]);
      expect(
        await owner.query({ sql: 'select * from outbox where subject = $1', parameters: [subject] }),
      ).toMatchObject([
        {
          type: 'indexing.v1.ManifestCompleted',
          data: { manifest_id: `m-${repositoryPath}`, chunks: 3 - 2 },
        },
      ]);
    });
  });

  it('takes chunks in any order, several at once, with more open than it has connections', async () => {
    const loader = testLoader(database);
    const chunks = Array.from({ length: 12 }, (_, chunk) => chunkOf(`f${chunk}`));
    const { indexId } = await loader.begin(planOf('plan-1', chunks.length));
    const sent = chunks.map((files, chunk) => buildRows(chunk, files));
    for (let batch = 0; batch < 2; batch++) {
      for (const chunk of [5, 4, 3, 2, 1, 0]) await loader.rows(chunk, sent[chunk]![batch]!);
    }
    await Promise.all(
      chunks.map(async (_, chunk) => {
        for (const batch of sent[chunk]!.slice(chunk < 6 ? 2 : 0)) await loader.rows(chunk, batch);
        await loader.commitChunk(chunk, { counts: {} });
      }),
    );
    await loader.finish(MANIFEST);
    const other = await loadIndex(database, `${repositoryPath}-one-by-one`, chunks);
    expect(await digestIndex(database, indexId)).toBe(await digestIndex(database, other));
  });

  it('leaves no connection behind when it is ended while some are being opened', async () => {
    const loader = testLoader(database);
    await loader.begin(planOf('plan-1', 6));
    const sent = Array.from({ length: 6 }, (_, chunk) =>
      loader.rows(chunk, buildRows(chunk, CHUNKS[0]!)[0]!),
    );
    const all = Promise.allSettled(sent);
    await loader.abort();
    expect((await all).map(({ status }) => status)).toContain('rejected');
    const open = await asOwner(database, (owner) =>
      eventually(async () => {
        const rows = await owner.query({
          sql: `select from pg_stat_activity where datname = current_database() and usename = current_user
            and pid <> pg_backend_pid()`,
        });
        return rows.length === 0 ? 0 : undefined;
      }, 'the connections of the load to be closed'),
    );
    expect(open).toBe(0);
  });

  it('is refused while a chunk is missing or open', async () => {
    const loader = testLoader(database);
    await loader.begin(planOf());
    await loadChunk(loader, 0, CHUNKS[0]!);
    await expect(loader.finish(MANIFEST)).rejects.toMatchObject({ code: 'chunk_missing', message: /2 of 3/ });
    await loader.rows(1, buildRows(1, CHUNKS[1]!)[0]!);
    await expect(loader.finish(MANIFEST)).rejects.toThrow('Chunks 1 are still being loaded');
    await expect(loader.restart()).rejects.toThrow('Chunks 1 are still being loaded');
    await loader.abort();
    await loader.abort();
  });

  it('says which bytes were refused, and keeps nothing of the chunk', async () => {
    const loader = testLoader(database);
    const { indexId } = await loader.begin(planOf('plan-1', 1));
    await loader.rows(0, buildRows(0, CHUNKS[0]!)[1]!);
    await expect(loader.rows(0, { table: 'file', bytes: Buffer.from('not a copy') })).rejects.toThrow(/COPY/);
    await expect(loader.commitChunk(0, { counts: {} })).rejects.toThrow();
    await loader.abort();
    await asOwner(database, async (owner) => {
      expect(await owner.query({ sql: `select from keelson.index_symbol_${indexId}` })).toEqual([]);
    });
  });
});

describe('an unfinished load', () => {
  it('is resumed by the same plan: committed chunks are kept, an open one is not', async () => {
    const first = testLoader(database);
    const { indexId } = await first.begin(planOf());
    await loadChunk(first, 1, CHUNKS[1]!);
    for (const batch of buildRows(0, CHUNKS[0]!)) await first.rows(0, batch);
    await first.abort();

    const second = testLoader(database);
    const resumed = await second.begin(planOf());
    expect(resumed).toEqual({ indexId, committed: new Set([1]) });
    await expect(second.rows(1, buildRows(1, CHUNKS[1]!)[0]!)).rejects.toThrow('committed already');
    await loadChunk(second, 0, CHUNKS[0]!);
    await loadChunk(second, 2, CHUNKS[2]!);
    await second.finish(MANIFEST);
    const whole = await loadIndex(database, `${repositoryPath}-whole`, CHUNKS);
    expect(await digestIndex(database, indexId)).toBe(await digestIndex(database, whole));
  });

  it('is dropped by another plan, and by restart', async () => {
    const first = testLoader(database);
    const { indexId } = await first.begin(planOf());
    await loadChunk(first, 0, CHUNKS[0]!);
    await first.restart();
    await loadChunk(first, 0, CHUNKS[2]!);
    await first.abort();
    const second = testLoader(database);
    const started = await second.begin(planOf('plan-2'));
    expect(started.committed.size).toBe(0);
    expect(started.indexId).not.toBe(indexId);
    expect(await indexesWithTables(database)).not.toContain(indexId);
    await second.abort();
  });

  it('is dropped when nobody came back to it for a day, by whoever loads next', async () => {
    const old = testLoader(database);
    const { indexId } = await old.begin({ ...planOf(), repositoryPath: `${repositoryPath}-old` });
    await loadChunk(old, 0, CHUNKS[0]!);
    await old.abort();
    const age = (hours: number) =>
      asOwner(database, (owner) =>
        owner.query({
          sql: 'update keelson.code_index set touched_at = now() - make_interval(hours => $2) where id = $1',
          parameters: [indexId, hours],
        }),
      );
    await age(23);
    await loadIndex(database, repositoryPath, CHUNKS, { resumeKey: 'a' });
    expect(await indexesWithTables(database)).toContain(indexId);
    await age(25);
    await loadIndex(database, repositoryPath, CHUNKS, { resumeKey: 'b' });
    expect(await indexesWithTables(database)).not.toContain(indexId);
    expect(await indexStates(database)).not.toContainEqual(expect.objectContaining({ id: indexId }));
  });

  it('keeps a second loader of the repository out, and only of that one', async () => {
    const first = testLoader(database);
    await first.begin(planOf());
    const second = testLoader(database, { patienceMs: 300 });
    await expect(second.begin(planOf())).rejects.toMatchObject({ kind: 'conflict', code: 'index_busy' });
    await second.abort();
    await loadIndex(database, `${repositoryPath}-other`, CHUNKS);
    await first.abort();
    await second.begin(planOf());
    await second.abort();
  });

  it('gives way when it has shown no life, and then commits nothing', async () => {
    const stopped = testLoader(database);
    const { indexId } = await stopped.begin(planOf());
    for (const batch of buildRows(0, CHUNKS[0]!)) await stopped.rows(0, batch);
    await asOwner(database, (owner) =>
      owner.query({
        sql: `update keelson.code_index set touched_at = now() - interval '3 minutes' where id = $1`,
        parameters: [indexId],
      }),
    );
    const next = testLoader(database);
    expect(await next.begin(planOf())).toEqual({ indexId, committed: new Set() });
    await expect(stopped.commitChunk(0, { counts: {} })).rejects.toThrow();
    await stopped.abort();
    for (const [chunk, files] of CHUNKS.entries()) await loadChunk(next, chunk, files);
    await next.finish(MANIFEST);
    await expect(ready()).resolves.toMatchObject({ id: indexId });
  });
});

describe('a loader whose lease is lost', () => {
  it('commits no chunk, starts no load and publishes nothing', async () => {
    let held = true;
    const lost = () => new AppError('conflict', 'lease_lost', 'Another worker has the job');
    const assertLease = () => (held ? Promise.resolve() : Promise.reject(lost()));
    const loader = testLoader(database, { assertLease });
    const { indexId } = await loader.begin(planOf('plan-1', 2));
    await loadChunk(loader, 0, CHUNKS[0]!);
    held = false;
    await expect(loadChunk(loader, 1, CHUNKS[1]!)).rejects.toMatchObject({ code: 'lease_lost' });
    await loader.abort();

    const other = testLoader(database, { assertLease });
    await expect(other.begin(planOf('plan-2', 2))).rejects.toMatchObject({ code: 'lease_lost' });
    await other.abort();
    held = true;
    const last = testLoader(database, { assertLease });
    expect(await last.begin(planOf('plan-1', 2))).toEqual({ indexId, committed: new Set([0]) });
    await loadChunk(last, 1, CHUNKS[1]!);
    held = false;
    await expect(last.finish(MANIFEST)).rejects.toMatchObject({ code: 'lease_lost' });
    await last.abort();
    await expect(ready()).rejects.toMatchObject({ code: 'no_index' });
  });
});
