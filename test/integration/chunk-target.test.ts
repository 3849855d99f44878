import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTarget } from '../../src/contexts/indexing/handlers/chunk-target.ts';
import type { ChunkTarget } from '../../src/contexts/indexing/handlers/chunk-target.ts';
import type { Manifest } from '../../src/contexts/indexing/schemas-chunk.ts';
import { silentLog } from '../../src/platform/log/create-log.ts';
import type { TestDatabase } from '../support/database.ts';
import { indexDatabase } from '../support/index-database.ts';
import { asOwner } from '../support/index-state.ts';
import { jobContext } from '../support/job-context.ts';

let db: TestDatabase;
beforeAll(async () => {
  db = await indexDatabase();
});
afterAll(() => db.drop());

const REPOSITORY = '/src/empty';
const ZERO = {
  files: 0,
  lines: 0,
  symbols: 0,
  calls: 0,
  entrypoints: 0,
  macros: 0,
  long_names: 0,
  source_bytes: 0,
};
const DOCUMENT: Manifest = {
  version: '1.0.0',
  manifest_id: '0123456789abcdef0123456789abcdef',
  created: '2024-01-01T00:00:00.000Z',
  generator: 'test',
  repository: REPOSITORY,
  chunk_size: 64_000,
  total_chunks: 2,
  total_size_bytes: 0,
  totals: ZERO,
  languages: {},
  skipped: {},
  chunks: [],
};

const warnings: { err?: { message: string }; index?: number }[] = [];

function open(): Promise<ChunkTarget> {
  const { manifest_id } = DOCUMENT;
  warnings.length = 0;
  return openTarget({
    database: db.database,
    log: { ...silentLog, warn: (fields) => warnings.push(fields) },
    context: jobContext(),
    manifest: {
      manifest_id,
      repository: REPOSITORY,
      folder: '/nowhere',
      document: DOCUMENT,
      registered_at: new Date(),
    },
    isPartial: false,
  });
}

const statement = <Row>(sql: string): Promise<Row[]> =>
  asOwner(db.database, (owner) => owner.query<Row>({ sql }));
const loads = (): Promise<{ id: number }[]> => statement('select id from keelson.code_index order by id');
const locks = async (): Promise<number> => {
  const rows = await statement<{ pid: number }>(
    `select pid from pg_locks l join pg_database d on d.oid = l.database
     where l.locktype = 'advisory' and d.datname = current_database()`,
  );
  return rows.length;
};

test('a load without chunks leaves nothing', async () => {
  const target = await open();
  expect(await loads()).toEqual([{ id: target.indexId }]);
  await target.close();
  expect(await loads()).toEqual([]);
  expect(warnings).toEqual([]);
});

test('one that cannot be dropped is logged, kept for the next load, and lets it in', async () => {
  const first = await open();
  await statement(`create view keelson.in_the_way as select path from keelson.index_file_${first.indexId}`);
  try {
    await first.close();
    expect(warnings).toMatchObject([
      { index: first.indexId, err: { message: expect.stringContaining('other objects depend on them') } },
    ]);
    expect(await locks()).toBe(0);
    expect(await loads()).toEqual([{ id: first.indexId }]);
  } finally {
    await statement('drop view keelson.in_the_way');
  }

  const second = await open();
  expect(second.indexId).toBe(first.indexId);
  await second.close();
  expect(await loads()).toEqual([]);
});

test('a lost connection is no news: whoever lost it has been told', async () => {
  const target = await open();
  await statement(
    `select pg_terminate_backend(l.pid) from pg_locks l join pg_database d on d.oid = l.database
     where l.locktype = 'advisory' and d.datname = current_database()`,
  );
  await target.close();
  expect(warnings).toEqual([]);
  expect(await loads()).toEqual([{ id: target.indexId }]);
  await (await open()).close();
  expect(await loads()).toEqual([]);
});
