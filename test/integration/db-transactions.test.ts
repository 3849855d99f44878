import { afterAll, beforeAll, expect, test } from 'vitest';
import { platformMigrations } from '../../src/platform/db/migrations.ts';
import { tenantTable } from '../../src/platform/db/tenant-table.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';

const notes = {
  name: 'notes_0001_create',
  sql: `create table keelson.note (
    tenant_id int not null, id int not null, body text not null, constraint note_key primary key (tenant_id, id)
  );
  ${tenantTable('note')}`,
};

let db: TestDatabase;
beforeAll(async () => {
  db = await testDatabase([...platformMigrations, notes]);
});
afterAll(() => db.drop());

const insert = 'insert into note (tenant_id, id, body) values ($1, $2, $3)';

test('commits what the work did when it returns, and its value is the answer', async () => {
  const answer = await db.database.tenant(1, async (tx) => {
    await tx.query({ sql: insert, parameters: [1, 1, 'kept'] });
    return 'done';
  });
  expect(answer).toBe('done');
  const rows = await db.database.tenant(1, (tx) => tx.query({ sql: 'select body from note where id = 1' }));
  expect(rows).toEqual([{ body: 'kept' }]);
});

test('rolls back when the work throws, and passes its error on', async () => {
  const failure = new Error('no');
  const run = db.database.tenant(1, async (tx) => {
    await tx.query({ sql: insert, parameters: [1, 2, 'lost'] });
    throw failure;
  });
  await expect(run).rejects.toBe(failure);
  const rows = await db.database.tenant(1, (tx) => tx.query({ sql: 'select from note where id = 2' }));
  expect(rows).toEqual([]);
});

test('reports no success for a transaction whose failed statement was caught and forgotten', async () => {
  const run = db.database.tenant(1, async (tx) => {
    await tx.query({ sql: insert, parameters: [1, 3, 'lost'] });
    await tx.query({ sql: 'select 1/0' }).catch(() => undefined);
  });
  await expect(run).rejects.toThrow('division by zero');
});

test('a unique violation stays recognisable by its constraint', async () => {
  const twice = db.database.tenant(1, async (tx) => {
    await tx.query({ sql: insert, parameters: [1, 4, 'first'] });
    await tx.query({ sql: insert, parameters: [1, 4, 'second'] });
  });
  await expect(twice).rejects.toMatchObject({ code: '23505', constraint: 'note_key' });
});

test('takes no query after its transaction has ended', async () => {
  const tx = await db.database.tenant(1, async (open) => open);
  await expect(tx.query({ sql: 'select 1' })).rejects.toMatchObject({ code: 'transaction_closed' });
});

test('lets no work end its transaction, but set savepoints', async () => {
  for (const sql of ['commit', ' ROLLBACK', 'begin', 'END', '\n abort', "prepare transaction 'x'"]) {
    const run = db.database.tenant(1, (tx) => tx.query({ sql }));
    await expect(run).rejects.toMatchObject({ code: 'transaction_control' });
  }
  await db.database.tenant(1, async (tx) => {
    await tx.query({ sql: 'savepoint here' });
    await tx.query({ sql: 'select 1/0' }).catch(() => undefined);
    await tx.query({ sql: 'rollback to savepoint here' });
    await tx.query({ sql: insert, parameters: [1, 5, 'kept'] });
  });
});

test('sends statements made side by side over one connection, each to its own answer', async () => {
  const answers = await db.database.tenant(1, (tx) =>
    Promise.all(
      [1, 2, 3].map((n) => tx.query({ name: 'side', sql: 'select $1::int as n', parameters: [n] })),
    ),
  );
  expect(answers).toEqual([[{ n: 1 }], [{ n: 2 }], [{ n: 3 }]]);
});

test('work that reads may change nothing', async () => {
  const run = db.database.reading(1, (tx) => tx.query({ sql: insert, parameters: [1, 6, 'lost'] }));
  await expect(run).rejects.toThrow();
  const rows = await db.database.tenant(1, (tx) => tx.query({ sql: 'select from note where id = 6' }));
  expect(rows).toEqual([]);
});

test('what reads leaves no transaction and no tenant behind on its connection, done or failed', async () => {
  const state = `select pg_backend_pid() as pid, current_setting('app.tenant_id', true) as tenant,
    current_setting('transaction_read_only') as reading, (select count(*)::int from note) as seen`;
  type State = { pid: number; tenant: string; reading: string; seen: number };
  const first = await db.database.reading(1, (tx) => tx.query<State>({ sql: state }));
  const failed = db.database.reading(1, (tx) => tx.query({ sql: 'select 1/0' }));
  await expect(failed).rejects.toThrow();
  const forgotten = db.database.reading(1, (tx) => tx.query({ sql: 'select 1/0' }).catch(() => 'forgotten'));
  expect(await forgotten).toBe('forgotten');
  const then = await db.database.tenant(2, (tx) => tx.query<State>({ sql: state }));
  expect(first).toMatchObject([{ tenant: '1', reading: 'on' }]);
  expect(then).toEqual([{ pid: first[0]!.pid, tenant: '2', reading: 'off', seen: 0 }]);
});

test('refuses what is no tenant before anything is sent', async () => {
  for (const tenant of [0, -1, 1.5, Number.NaN, 2 ** 31, '1; drop' as unknown as number]) {
    await expect(async () => db.database.tenant(tenant, async () => 1)).rejects.toMatchObject({
      code: 'invalid_tenant',
    });
  }
});

test('a statement past its time ends with an error that says when to try again', async () => {
  const hasty = await testDatabase(platformMigrations, { statementTimeoutMs: 50 });
  try {
    await expect(
      hasty.database.tenant(1, (tx) => tx.query({ sql: 'select pg_sleep(5)' })),
    ).rejects.toMatchObject({
      kind: 'unavailable',
      code: 'database_timeout',
      retryAfterSeconds: 5,
    });
  } finally {
    await hasty.drop();
  }
});
