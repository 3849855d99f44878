import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { asSuperuser } from '../../src/platform/db/embedded/bootstrap-cluster.ts';
import { platformMigrations } from '../../src/platform/db/migrations.ts';
import { openDatabase } from '../../src/platform/db/open-database.ts';
import type { OwnerConnection } from '../../src/platform/db/types.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';

let db: TestDatabase;
beforeAll(async () => {
  db = await testDatabase([
    ...platformMigrations,
    { name: 'copy_0001_create', sql: 'create table keelson.number (n int4 not null)' },
  ]);
});
afterAll(() => db.drop());

/** Ends every connection of this database, as a restart of the server or an administrator does. */
const cutConnections = (): Promise<unknown> =>
  asSuperuser(db.target.host, 'postgres', (client) =>
    client.query('select pg_terminate_backend(pid) from pg_stat_activity where datname = $1', [
      db.target.database,
    ]),
  );

/** COPY BINARY of int4 rows: header, rows of one field, trailer. */
const numbers = (count: number, fields = 1): Uint8Array => {
  const bytes = Buffer.alloc(19 + count * 10 + 2);
  bytes.write('PGCOPY\n\xff\r\n\0', 'latin1');
  for (let row = 0; row < count; row += 1) {
    bytes.writeInt16BE(fields, 19 + row * 10);
    bytes.writeInt32BE(4, 21 + row * 10);
    bytes.writeInt32BE(row, 25 + row * 10);
  }
  bytes.writeInt16BE(-1, 19 + count * 10);
  return bytes;
};
const COPY = 'copy number from stdin (format binary)';

test('a connection lost in the middle of a transaction is an error to try again after', async () => {
  const run = db.database.tenant(1, async (tx) => {
    await tx.query({ sql: 'select 1' });
    await cutConnections();
    await tx.query({ sql: 'select 1' });
  });
  await expect(run).rejects.toMatchObject({
    kind: 'unavailable',
    code: 'database_unavailable',
    retryAfterSeconds: 1,
  });
  expect(await db.database.tenant(1, (tx) => tx.query({ sql: 'select 1 as n' }))).toEqual([{ n: 1 }]);
});

test('idle connections that break end nothing, and the pool opens others', async () => {
  await Promise.all(
    [1, 2, 3].map(() => db.database.tenant(1, (tx) => tx.query({ sql: 'select pg_sleep(0.05)' }))),
  );
  await cutConnections();
  await sleep(50);
  expect(await db.database.tenant(1, (tx) => tx.query({ sql: 'select 1 as n' }))).toEqual([{ n: 1 }]);
});

test('more transactions than connections wait their turn', async () => {
  const small = openDatabase(db.target, { appConnections: 2 });
  const done = await Promise.all(
    Array.from({ length: 40 }, (_, n) =>
      small.tenant(
        1,
        async (tx) => (await tx.query<{ n: number }>({ sql: 'select $1::int as n', parameters: [n] }))[0]!.n,
      ),
    ),
  );
  expect(done).toEqual(Array.from({ length: 40 }, (_, n) => n));
  await small.close();
});

test('close waits for transactions that run', async () => {
  const own = openDatabase(db.target);
  const running = own.tenant(1, (tx) => tx.query({ sql: `select 'done' as state from pg_sleep(0.2)` }));
  await sleep(50);
  await own.close();
  expect(await running).toEqual([{ state: 'done' }]);
});

test('copyIn resolves when the rows are there', async () => {
  const owner = await db.database.connectOwner();
  await owner.copyIn(COPY, numbers(200_000));
  expect(await owner.query({ sql: 'select count(*)::int as n, max(n) as top from number' })).toEqual([
    { n: 200_000, top: 199_999 },
  ]);
  await owner.query({ sql: 'truncate number' });
  await owner.end();
});

test.each([
  ['nothing at all', new Uint8Array(0)],
  ['no header', Buffer.from('this is no binary copy at all\xff\xff', 'latin1')],
  ['rows of too many fields', numbers(200_000, 2)],
  ['rows that stop short', numbers(1000).subarray(0, 519)],
])('copyIn of %s rejects, and the connection can be used on', async (_, bytes) => {
  const owner = await db.database.connectOwner();
  await expect(owner.copyIn(COPY, bytes)).rejects.toThrow(/COPY|field/);
  await owner.copyIn(COPY, numbers(3));
  expect(await owner.query({ sql: 'delete from number returning n' })).toHaveLength(3);
  await owner.end();
});

test('copyIn into a table that is not there rejects', async () => {
  const owner = await db.database.connectOwner();
  await expect(owner.copyIn('copy nothing from stdin (format binary)', numbers(9))).rejects.toThrow(
    /does not exist/,
  );
  await owner.end();
});

test.each([
  ['breaks', () => cutConnections()],
  ['is ended', (owner: OwnerConnection) => owner.end()],
])('copyIn on a connection that %s rejects instead of waiting for ever', async (_, cut) => {
  const owner = await db.database.connectOwner();
  const blocker = await db.database.connectOwner();
  await blocker.query({ sql: 'begin' });
  await blocker.query({ sql: 'lock table number' });
  const outcome = owner.copyIn(COPY, numbers(2_000_000)).catch((error: unknown) => error);
  await sleep(100);
  await cut(owner);
  expect(await outcome).toBeInstanceOf(Error);
  await blocker.end();
});

test('listen hears what is sent, and again after its connection was lost', async () => {
  const heard = vi.fn<(payload: string) => void>();
  const stop = await db.database.listen('keelson_test', heard);
  const notify = (text: string): Promise<unknown> =>
    db.database.tenant(1, (tx) =>
      tx.query({ sql: `select pg_notify('keelson_test', $1)`, parameters: [text] }),
    );
  await notify('first');
  await vi.waitFor(() => expect(heard).toHaveBeenCalledWith('first'));
  await cutConnections();
  await vi.waitFor(
    async () => {
      await notify('second');
      expect(heard).toHaveBeenCalledWith('second');
    },
    { timeout: 10_000, interval: 50 },
  );
  await stop();
  heard.mockClear();
  await notify('third');
  await sleep(50);
  expect(heard).not.toHaveBeenCalled();
});

test('a database that is not there is an error to try again after, and ends no process', async () => {
  const nowhere = openDatabase({ ...db.target, host: '/nonexistent' });
  const expected = { kind: 'unavailable', code: 'database_unavailable' };
  await expect(nowhere.tenant(1, async () => 1)).rejects.toMatchObject(expected);
  await expect(nowhere.worker(async () => 1)).rejects.toMatchObject(expected);
  await expect(nowhere.connectOwner()).rejects.toMatchObject(expected);
  await expect(nowhere.listen('x', () => undefined)).rejects.toMatchObject(expected);
  await nowhere.close();
});
