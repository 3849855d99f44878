import { afterEach, beforeEach, expect, test } from 'vitest';
import { allMigrations } from '../../src/app/migrations.ts';
import { migrate } from '../../src/platform/db/migrate.ts';
import { platformMigrations } from '../../src/platform/db/migrations.ts';
import type { MigrationFile } from '../../src/platform/db/types.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';

const slow: MigrationFile = {
  name: 'slow_0001_create',
  sql: 'create table keelson.slow (id int); select pg_sleep(0.3); insert into keelson.slow values (1)',
};
const files = [...platformMigrations, slow];

let db: TestDatabase;
beforeEach(async () => {
  db = await testDatabase(platformMigrations);
});
afterEach(() => db.drop());

const rowsOf = async (sql: string): Promise<unknown[]> => {
  const owner = await db.database.connectOwner();
  try {
    return await owner.query({ sql });
  } finally {
    await owner.end();
  }
};

test('of several starters at once, one applies and the others wait for it', async () => {
  const applied = await Promise.all([1, 2, 3, 4].map(() => migrate(db.target, files)));
  expect(applied.toSorted((a, b) => b.length - a.length)).toEqual([['slow_0001_create'], [], [], []]);
  expect(await rowsOf('select id from slow')).toEqual([{ id: 1 }]);
});

test('so it is on an empty database, where the first table is not there yet', async () => {
  const empty = await testDatabase([]);
  try {
    const applied = await Promise.all(Array.from({ length: 6 }, () => migrate(empty.target, files)));
    expect(applied.flat().toSorted()).toEqual(files.map((file) => file.name));
  } finally {
    await empty.drop();
  }
});

test('a later migration of an earlier context is applied', async () => {
  await migrate(db.target, files);
  const late = { name: 'early_0002_more', sql: 'create table keelson.late (id int)' };
  expect(await migrate(db.target, [...files, late])).toEqual(['early_0002_more']);
});

test('a failing one changes nothing, says which it was and can be tried again', async () => {
  const good = { name: 'a_0001_good', sql: 'create table keelson.good (id int)' };
  const bad = { name: 'b_0001_bad', sql: 'create table keelson.bad (id int); select 1/0' };
  await expect(migrate(db.target, [...files, good, bad])).rejects.toMatchObject({
    code: 'migration_failed',
    message: expect.stringMatching(/b_0001_bad.*division by zero/) as string,
  });
  expect(await rowsOf(`select to_regclass('keelson.good') as found`)).toEqual([{ found: null }]);
  const mended = { name: 'b_0001_bad', sql: 'create table keelson.bad (id int)' };
  expect(await migrate(db.target, [...files, good, mended])).toHaveLength(3);
});

test('one that was edited after it had been applied is refused', async () => {
  await migrate(db.target, files);
  const edited = { ...slow, sql: `${slow.sql} -- more` };
  await expect(migrate(db.target, [...platformMigrations, edited])).rejects.toMatchObject({
    code: 'migration_changed',
    message: expect.stringContaining('slow_0001_create') as string,
  });
});

test('a database of a newer Keelson is refused and left alone', async () => {
  await migrate(db.target, files);
  await expect(migrate(db.target, platformMigrations)).rejects.toMatchObject({
    code: 'database_newer',
    message: expect.stringContaining('slow_0001_create') as string,
  });
});

test('two of a context with one number are refused', async () => {
  const twin = { name: 'slow_0001_other', sql: 'select 1' };
  await expect(migrate(db.target, [...files, twin])).rejects.toThrow(
    'two migrations have one number: slow_0001_create and slow_0001_other',
  );
});

test('one that was renamed is known by its former name, and renamed once by any number of starters', async () => {
  await migrate(db.target, files);
  const renamed = { ...slow, name: 'slow_0002_create', formerly: slow.name };
  const next = { name: 'slow_0003_more', sql: 'insert into keelson.slow values (2)' };
  const all = [...platformMigrations, renamed, next];
  const applied = await Promise.all([1, 2, 3].map(() => migrate(db.target, all)));
  expect(applied.flat()).toEqual(['slow_0003_more']);
  expect(await rowsOf('select id from slow order by id')).toEqual([{ id: 1 }, { id: 2 }]);
  const names = [{ name: 'slow_0002_create' }, { name: 'slow_0003_more' }];
  for (const table of ['kysely_migration', 'migration_checksum']) {
    const found = await rowsOf(`select name from keelson.${table} where name like 'slow%' order by name`);
    expect(found).toEqual(names);
  }
  const edited = { ...renamed, sql: `${renamed.sql} -- more` };
  await expect(migrate(db.target, [...platformMigrations, edited, next])).rejects.toMatchObject({
    code: 'migration_changed',
  });
});

test('a database made before a migration of ours was renamed needs nothing', async () => {
  const renamed = allMigrations().filter(({ formerly }) => formerly !== undefined);
  expect(renamed.map(({ formerly }) => formerly)).toEqual(['indexing_0002_create_chunk_states']);
  const before = await testDatabase();
  const owner = await before.database.connectOwner();
  try {
    const names = () => owner.query({ sql: 'select name from keelson.kysely_migration order by name' });
    const now = await names();
    for (const { name, formerly } of renamed) {
      for (const table of ['kysely_migration', 'migration_checksum']) {
        const sql = `update keelson.${table} set name = $1 where name = $2`;
        await owner.query({ sql, parameters: [formerly, name] });
      }
    }
    expect(await names()).not.toEqual(now);
    expect(await migrate(before.target, allMigrations())).toEqual([]);
    expect(await names()).toEqual(now);
  } finally {
    await owner.end();
    await before.drop();
  }
});
