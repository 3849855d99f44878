import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { isPermissionDenied } from '../../src/platform/db/database-errors.ts';
import { migrate } from '../../src/platform/db/migrate.ts';
import { platformMigrations } from '../../src/platform/db/migrations.ts';
import { openDatabase } from '../../src/platform/db/open-database.ts';
import { findIsolationFaults } from '../../src/platform/db/tenant-isolation.ts';
import { tenantTable } from '../../src/platform/db/tenant-table.ts';
import type { MigrationFile, OwnerConnection } from '../../src/platform/db/types.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';

const secrets: MigrationFile = {
  name: 'secrets_0001_create',
  sql: `create table keelson.secret (tenant_id int not null, id int not null, body text not null, primary key (tenant_id, id));
  ${tenantTable('secret', { worker: ['select'] })}
  create table keelson.journal (tenant_id int not null, line text not null);
  ${tenantTable('journal', { app: ['select', 'insert'] })}`,
};

let db: TestDatabase;
beforeAll(async () => {
  db = await testDatabase([...platformMigrations, secrets]);
  for (const tenant of [1, 2]) {
    await db.database.tenant(tenant, (tx) =>
      tx.query({ sql: 'insert into secret values ($1, 1, $2)', parameters: [tenant, `of ${tenant}`] }),
    );
  }
});
afterAll(() => db.drop());

const bodiesSeenBy = async (tenant: number): Promise<string[]> => {
  const rows = await db.database.tenant(tenant, (tx) =>
    tx.query<{ body: string }>({ sql: 'select body from secret order by 1' }),
  );
  return rows.map((row) => row.body);
};

/** Runs one statement as tenant 1 and gives its rows or its error. */
const attempt = (sql: string): Promise<unknown> =>
  db.database.tenant(1, (tx) => tx.query({ sql })).catch((error: unknown) => error);

describe('a tenant', () => {
  test('sees its own rows and no others', async () => {
    expect(await bodiesSeenBy(1)).toEqual(['of 1']);
    expect(await bodiesSeenBy(2)).toEqual(['of 2']);
    expect(await bodiesSeenBy(3)).toEqual([]);
  });

  test('puts no row into another and moves none there', async () => {
    expect(isPermissionDenied(await attempt(`insert into secret values (2, 9, 'planted')`))).toBe(true);
    expect(isPermissionDenied(await attempt('update secret set tenant_id = 2'))).toBe(true);
    expect(await attempt(`update secret set body = 'x' where tenant_id = 2 returning id`)).toEqual([]);
    expect(await attempt('delete from secret where tenant_id = 2 returning id')).toEqual([]);
    expect(await bodiesSeenBy(2)).toEqual(['of 2']);
  });

  test('has the rights the table gives, no more', async () => {
    expect(await attempt(`insert into journal values (1, 'written')`)).toEqual([]);
    expect(isPermissionDenied(await attempt('delete from journal'))).toBe(true);
    expect(isPermissionDenied(await attempt('create table keelson.mine (id int)'))).toBe(true);
    expect(isPermissionDenied(await attempt('create temporary table mine (id int)'))).toBe(true);
    expect(isPermissionDenied(await attempt('truncate secret'))).toBe(true);
  });

  test('is not left bound on the connection it used', async () => {
    const single = openDatabase(db.target, { appConnections: 1 });
    try {
      await single.tenant(1, (tx) => tx.query({ sql: 'select 1' }));
      await single.tenant(1, (tx) => tx.query({ sql: 'select 1/0' })).catch(() => undefined);
      const rows = await single.tenant(7, (tx) => tx.query({ sql: 'select body from secret' }));
      expect(rows).toEqual([]);
    } finally {
      await single.close();
    }
  });
});

describe('injected SQL', () => {
  const injections = [
    `select body from secret where body = ''; set local app.tenant_id = 2; select body from secret`,
    `select body from secret where body = ''; commit; begin; set local app.tenant_id = 2`,
    `select body from secret where body = '' or set_config('app.tenant_id', '2', true) = '2'`,
    `select s.body from (select set_config('app.tenant_id', '2', false)) c, lateral (select * from secret) s`,
    `with c as materialized (select pg_catalog.set_config('app.tenant_id', '2', true)) select body from c, secret`,
    `update pg_settings set setting = '2' where name = 'app.tenant_id'`,
    `select query_to_xml('select set_config(''app.tenant_id'', ''2'', true)', true, true, '')`,
    `select * from ts_stat('select set_config(''app.tenant_id'', ''2'', true)::tsvector')`,
    'reset role',
    'set role keelson_owner',
    'set role keelson_worker',
    'set role keelson',
    'set session authorization keelson_owner',
    'reset session authorization',
    'set local row_security = off',
    'alter table secret disable row level security',
    'alter table secret no force row level security',
    'drop policy tenant_isolation on secret',
    'alter role keelson_app bypassrls',
    'alter role keelson_app set app.tenant_id = 2',
    'grant keelson_owner to keelson_app',
    `copy secret to '/tmp/stolen'`,
    `copy (select 1) to program 'id'`,
    `select pg_read_file('/etc/passwd')`,
    `select lo_import('/etc/passwd')`,
    `create function f() returns int language sql set app.tenant_id = '2' as 'select 1'`,
    'create extension dblink',
  ];

  test.each(injections)('gets no other row by: %s', async (sql) => {
    const single = openDatabase(db.target, { appConnections: 1 });
    try {
      const answer = await single.tenant(1, (tx) => tx.query({ sql })).catch(() => []);
      expect(JSON.stringify(answer)).not.toContain('of 2');
      const after = await single.tenant(1, async (tx) => {
        await tx.query({ sql: 'savepoint s' });
        await tx.query({ sql }).catch(() => undefined);
        await tx.query({ sql: 'rollback to savepoint s' });
        return tx.query({ sql: 'select body from secret' });
      });
      expect(after).toEqual([{ body: 'of 1' }]);
      const next = await single.tenant(1, (tx) => tx.query({ sql: 'select body from secret' }));
      expect(next).toEqual([{ body: 'of 1' }]);
    } finally {
      await single.close();
    }
  });

  test('learns nothing of other rows from statistics', async () => {
    const owner = await db.database.connectOwner();
    await owner.query({ sql: 'analyze secret' });
    expect(await attempt(`select most_common_vals from pg_stats where tablename = 'secret'`)).toEqual([]);
    expect(isPermissionDenied(await attempt('select * from pg_statistic'))).toBe(true);
  });
});

describe('the worker', () => {
  test('sees every tenant where the table says so, and changes nothing without the right', async () => {
    const rows = await db.database.worker((tx) => tx.query({ sql: 'select body from secret order by 1' }));
    expect(rows).toEqual([{ body: 'of 1' }, { body: 'of 2' }]);
    await expect(db.database.worker((tx) => tx.query({ sql: 'delete from secret' }))).rejects.toThrow(
      /permission denied/,
    );
    await expect(db.database.worker((tx) => tx.query({ sql: 'select * from journal' }))).rejects.toThrow(
      /permission denied/,
    );
  });
});

describe('findIsolationFaults', () => {
  const holes: MigrationFile = {
    name: 'holes_0001_create',
    sql: `
      create table keelson.bare (tenant_id int not null);
      grant select on keelson.bare to keelson_app;
      create table keelson.unforced (tenant_id int not null);
      ${tenantTable('unforced')}
      alter table keelson.unforced no force row level security;
      create table keelson.open_policy (tenant_id int not null);
      ${tenantTable('open_policy')}
      create policy everybody on keelson.open_policy using (true);
      create table keelson.parent (tenant_id int not null, part int not null) partition by list (part);
      ${tenantTable('parent')}
      create table keelson.owners_only partition of keelson.parent for values in (1);
      create table keelson.leaking partition of keelson.parent for values in (2);
      grant select on keelson.leaking to keelson_app;
      create table keelson.no_tenant (id int); grant select on keelson.no_tenant to keelson_app;
      create view keelson.peek as select * from keelson.secret; grant select on keelson.peek to keelson_app;
      create view keelson.own with (security_invoker = true) as select * from keelson.secret;
      grant select on keelson.own to keelson_app;`,
  };
  let owner: OwnerConnection;
  let leaky: TestDatabase;
  beforeAll(async () => {
    leaky = await testDatabase([...platformMigrations, secrets]);
    owner = await leaky.database.connectOwner();
  });
  afterAll(() => leaky.drop());

  test('finds none in a database made by tenantTable, and every hole in one made without', async () => {
    expect(await findIsolationFaults(owner)).toEqual([]);
    await migrate(leaky.target, [...platformMigrations, secrets, holes]);
    const faults = await findIsolationFaults(owner);
    expect(faults.map((found) => found.subject)).toEqual([
      'bare',
      'leaking',
      'open_policy',
      'peek',
      'unforced',
    ]);
  });
});

test('no table of Keelson has a hole', async () => {
  const whole = await testDatabase();
  try {
    expect(await findIsolationFaults(await whole.database.connectOwner())).toEqual([]);
  } finally {
    await whole.drop();
  }
});
