import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { allMigrations } from '../../src/app/migrations.ts';
import { WORKER_RIGHTS } from '../../src/app/worker-rights.ts';
import {
  findWatches,
  holdWatch,
  releaseWatch,
  saveWatch,
} from '../../src/contexts/jobs/store/folder-watches.ts';
import { externalTarget } from '../../src/platform/db/external-target.ts';
import { loaderUrl } from '../../src/platform/db/external-url.ts';
import { makeLoaderRole } from '../../src/platform/db/loader-role.ts';
import { migrate } from '../../src/platform/db/migrate.ts';
import { openDatabase } from '../../src/platform/db/open-database.ts';
import type { Database, DatabaseTarget } from '../../src/platform/db/types.ts';
import { startForeignServer, type ForeignServer } from '../support/foreign-server.ts';
import { giveGrams } from '../support/give-grams.ts';
import { digestIndex } from '../support/index-state.ts';
import { loadIndex } from '../support/load-index.ts';

let server: ForeignServer;
let url: string;
let owner: Database;
let worker: Database;
let workerTarget: DatabaseTarget;
const CHUNKS = [[{ path: 'a.c', symbols: [{ name: 'a', line: 1, calls: [{ name: 'kfree', line: 2 }] }] }]];

beforeAll(async () => {
  server = await startForeignServer({ tcp: true });
  url = await server.makeDatabase({ createRole: true });
  const target = await externalTarget(url);
  await migrate(target, allMigrations());
  await makeLoaderRole(target, WORKER_RIGHTS);
  // Twice is no harm: it is run again after an upgrade.
  await makeLoaderRole(target, WORKER_RIGHTS);
  owner = openDatabase(target);
  workerTarget = await externalTarget(loaderUrl(url));
  worker = openDatabase(workerTarget);
});
afterAll(async () => {
  await owner.close();
  await worker.close();
  await server.stop();
});

describe('a worker with a login of its own', () => {
  test('knows no password but those of its two roles', () => {
    const { app, worker: sees, owner: acts } = workerTarget.roles;
    expect(acts.user).toBe('keelson_loader');
    expect(app).toEqual(acts);
    expect(sees.user).toBe('keelson_worker');
    expect(loaderUrl(url)).not.toContain('first');
  });

  test('loads, replaces and drops indexes, with the rows that an owner gives', async () => {
    const byOwner = await loadIndex(owner, '/src/owner', CHUNKS);
    const byWorker = await loadIndex(worker, '/src/worker', CHUNKS);
    expect(await digestIndex(owner, byWorker)).toBe(await digestIndex(owner, byOwner));
    const again = await loadIndex(worker, '/src/worker', CHUNKS);
    expect(await digestIndex(owner, again)).toBe(await digestIndex(owner, byOwner));
    // One that the owner made before is replaced as well.
    const taken = await loadIndex(worker, '/src/owner', CHUNKS);
    expect(await digestIndex(owner, taken)).toBe(await digestIndex(owner, again));
  });

  test('builds the search of an index, whichever tables that has', async () => {
    const index = await loadIndex(worker, '/src/searched', CHUNKS);
    await giveGrams(worker, index);
    const client = new Client({ connectionString: url });
    await client.connect();
    const { rows } = await client.query(
      `select relname from pg_class where relnamespace = 'keelson'::regnamespace and relkind = 'p'
         and not has_table_privilege('keelson_loader', oid, 'delete')`,
    );
    await client.end();
    expect(rows).toEqual([]);
  });

  test('follows folders that somebody has asked for', async () => {
    const requestedBy = { kind: 'user', id: 'local', scopes: ['*'] } as const;
    const watch = { tenant_id: 1, folder_path: '/src/followed' };
    await owner.tenant(1, (tx) =>
      saveWatch(tx, 1, { folder: watch.folder_path, request: {}, debounceSeconds: 1, requestedBy }),
    );
    expect(await worker.worker(findWatches)).toMatchObject([watch]);
    expect(await worker.tenant(1, (tx) => holdWatch(tx, watch, 'follower:1', 60))).toBe(true);
    await worker.tenant(1, (tx) => releaseWatch(tx, watch, 'follower:1', null));
  });

  test('may run on a database that is up to date, and not bring it there', async () => {
    expect(await migrate(workerTarget, allMigrations())).toEqual([]);
    const more = { name: 'jobs_9998_more', sql: 'create table keelson.more (id int)' };
    await expect(migrate(workerTarget, [...allMigrations(), more])).rejects.toMatchObject({
      code: 'database_older',
      message: expect.stringContaining('jobs_9998_more') as string,
    });
  });

  test('can do nothing else', async () => {
    const index = await loadIndex(worker, '/src/kept', CHUNKS);
    const client = new Client({ connectionString: loaderUrl(url) });
    await client.connect();
    try {
      await client.query(`set app.tenant_id = '1'`);
      const refused = async (sql: string): Promise<void> => {
        await expect(client.query(sql), sql).rejects.toMatchObject({
          code: expect.stringMatching(/^(42501|KE001)$/) as string,
        });
      };
      for (const sql of [
        'select * from keelson.api_key',
        'update keelson.api_key set revoked_at = null',
        'select * from keelson.idempotency',
        'insert into keelson.tenants (tenant_id, name) values (2, $$x$$)',
        'update keelson.audit set outcome = $$denied$$',
        'delete from keelson.audit',
        'delete from keelson.outbox_batch',
        'create table keelson.mine (id int)',
        'create table public.mine (id int)',
        'create schema mine',
        'create role mine',
        'create database mine',
        'create function pg_temp.f() returns int language c as $$x$$',
        'drop table keelson.job',
        'drop schema keelson cascade',
        `drop table keelson.index_symbol_${index}`,
        'truncate keelson.job',
        'alter table keelson.job disable row level security',
        'alter role keelson_loader superuser',
        'create policy mine on keelson.job using (true)',
        'set role keelson_app',
        'set role keelson_worker',
        `set role ${new URL(url).username}`,
        'set session authorization keelson_app',
        'delete from keelson.migration_checksum',
        'copy keelson.tenants to program $$true$$',
        'select pg_read_file($$/etc/passwd$$)',
        // What answers cannot be dropped, nor what is another tenant's.
        `select keelson.drop_index_tables(${index})`,
        `select keelson.make_index_tables(${index}, '{}')`,
        'select keelson.drop_index_tables(999)',
        'select keelson.index_parents()',
      ]) {
        await refused(sql);
      }
      await client.query(`set app.tenant_id = '2'`);
      await refused(`select keelson.analyze_index_table(${index}, 'index_file')`);
      // Bound to no tenant it sees no row.
      await client.query('reset app.tenant_id');
      for (const table of ['job', 'code_index', 'index_symbol', 'audit']) {
        const { rows } = await client.query(`select * from keelson.${table}`);
        expect(rows, table).toEqual([]);
      }
    } finally {
      await client.end();
    }
  });

  test('injects nothing through the names it gives', async () => {
    const connection = await worker.connectOwner();
    await connection.query({ sql: `set app.tenant_id = '1'` });
    const [row] = await connection.query<{ id: number }>({
      sql: `insert into keelson.code_index (tenant_id, repository, plan_key, state, chunks)
        values (1, '/src/injected', 'k', 'loading', 1) returning id`,
    });
    await connection.query({ sql: 'select keelson.make_index_tables($1, $2)', parameters: [row!.id, []] });
    const build = (parent: string, columns: string[], method: string, storage: string) =>
      connection.query({
        sql: 'select keelson.build_table_index($1, $2, $3, $4::name[], false, $5, $6)',
        parameters: [row!.id, parent, 'x', columns, method, storage],
      });
    await expect(build('job', ['kind'], 'btree', 'fillfactor = 90')).rejects.toThrow('not an index');
    await expect(
      build('index_file', ['path) ; drop table keelson.job; --'], 'btree', 'fillfactor = 90'),
    ).rejects.toThrow('does not exist');
    await expect(
      build('index_file', ['path'], 'btree (path); drop table keelson.job; --', 'fillfactor = 90'),
    ).rejects.toThrow('does not exist');
    await expect(
      build('index_file', ['path'], 'btree', 'fillfactor = 90); drop table keelson.job; --'),
    ).rejects.toThrow('not an index');
    await connection.end();
    expect(await owner.tenant(1, (tx) => tx.query({ sql: 'select from keelson.job' }))).toEqual([]);
  });
});
