import { createHash, randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Client } from 'pg';
import { asSuperuser, createDatabase } from '../../src/platform/db/embedded/bootstrap-cluster.ts';
import { keepServer, startEmbedded } from '../../src/platform/db/embedded/start-embedded.ts';
import { migrate } from '../../src/platform/db/migrate.ts';
import { openDatabase, type DatabaseOptions } from '../../src/platform/db/open-database.ts';
import type { Database, DatabaseTarget, MigrationFile } from '../../src/platform/db/types.ts';

const HOME = 'TEST_SERVER_HOME';

/** A database of a test's own. */
export interface TestDatabase {
  target: DatabaseTarget;
  database: Database;
  /** Closes `database` and drops it from the server. Call it in `afterAll`. */
  drop(): Promise<void>;
}

/**
 * Prepares the server of a test run, in the process that outlives all test files. It is started by the first
 * {@link testDatabase}, so a run without one costs nothing.
 */
export function startTestServer(): { stop(): Promise<void> } {
  const home = mkdtempSync(path.join(tmpdir(), 'keelson-test-'));
  const release = keepServer(home);
  process.env[HOME] = home;
  return {
    async stop() {
      await release();
      rmSync(home, { recursive: true, force: true, maxRetries: 3 });
    },
  };
}

/**
 * A fresh migrated database on the run's server: a clone of a template that is migrated once a run for each list
 * of migrations (80–120 ms); all of Keelson's when no list is given. Clones see neither each other's rows nor each other's notifications.
 */
export async function testDatabase(
  migrations?: readonly MigrationFile[],
  options: DatabaseOptions = {},
): Promise<TestDatabase> {
  const files = migrations ?? (await import('../../src/app/migrations.ts')).allMigrations();
  const server = await testServer();
  const { host } = server;
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  await asSuperuser(host, 'postgres', async (client) => {
    await createDatabase(client, name, await ensureTemplate(client, server, files));
  });
  const target = { ...server, database: name };
  const database = openDatabase(target, options);
  return {
    target,
    database,
    async drop() {
      await database.close();
      await asSuperuser(host, 'postgres', (client) => client.query(`DROP DATABASE "${name}" WITH (FORCE)`));
    },
  };
}

let server: Promise<DatabaseTarget> | undefined;

/** Each test process attaches once and leaves by ending. */
function testServer(): Promise<DatabaseTarget> {
  const home = process.env[HOME];
  if (home === undefined)
    throw new Error('no test server: is test/support/global-setup.ts in vitest.config.ts?');
  server ??= startEmbedded({ home }).then(({ target }) => target);
  return server;
}

async function ensureTemplate(
  client: Client,
  server: DatabaseTarget,
  migrations: readonly MigrationFile[],
): Promise<string> {
  const name = `template_${createHash('sha256').update(JSON.stringify(migrations)).digest('hex').slice(0, 16)}`;
  // Test files run side by side: one makes the template, under another name until it is whole.
  await client.query('SELECT pg_advisory_lock(1)');
  try {
    const { rows } = await client.query('SELECT FROM pg_database WHERE datname = $1', [name]);
    if (rows.length > 0) return name;
    const draft = `${name}_draft`;
    await client.query(`DROP DATABASE IF EXISTS "${draft}" WITH (FORCE)`);
    await createDatabase(client, draft);
    await migrate({ ...server, database: draft }, migrations);
    await client.query(`ALTER DATABASE "${draft}" RENAME TO "${name}"`);
    return name;
  } finally {
    await client.query('SELECT pg_advisory_unlock(1)');
  }
}
