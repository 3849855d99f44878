import { Client } from 'pg';
import { APP_ROLE, closeDatabaseSql, createRoleSql, lockDownSql, OWNER_ROLE, WORKER_ROLE } from '../roles.ts';
import { BOOTSTRAP_USER } from './initialise-data.ts';

/** The database an embedded server serves. */
export const EMBEDDED_DATABASE = 'keelson';

/**
 * Makes roles and database of an embedded server, whatever of them is missing, and returns the server's version
 * (e.g. `18.4`). Call it with the lock held. Template databases are locked down before any database is made from
 * them, so every database is.
 */
export async function bootstrapCluster(socketFolder: string): Promise<string> {
  const found = await asSuperuser(socketFolder, 'postgres', async (client) => {
    const { rows } = await client.query<{ version: string; done: boolean }>(
      `SELECT current_setting('server_version') AS version,
              EXISTS (SELECT FROM pg_database WHERE datname = $1) AS done`,
      [EMBEDDED_DATABASE],
    );
    return rows[0]!;
  });
  if (found.done) return found.version;
  await asSuperuser(socketFolder, 'template1', async (client) => {
    for (const role of [OWNER_ROLE, APP_ROLE, WORKER_ROLE]) await client.query(createRoleSql(role));
    await client.query(lockDownSql(OWNER_ROLE));
    await client.query('REVOKE ALL ON DATABASE postgres, template1 FROM PUBLIC');
  });
  await asSuperuser(socketFolder, 'postgres', async (client) => {
    await createDatabase(client, EMBEDDED_DATABASE);
  });
  return found.version;
}

/** Creates a database owned by the owner role unless it exists, from `template`. */
export async function createDatabase(client: Client, name: string, template = 'template1'): Promise<void> {
  const { rows } = await client.query('SELECT FROM pg_database WHERE datname = $1', [name]);
  if (rows.length > 0) return;
  await client.query(`CREATE DATABASE "${name}" OWNER ${OWNER_ROLE} TEMPLATE "${template}"`);
  await client.query(closeDatabaseSql(name));
}

/** Runs `work` as the superuser of an embedded server. */
export async function asSuperuser<Result>(
  socketFolder: string,
  database: string,
  work: (client: Client) => Promise<Result>,
): Promise<Result> {
  const client = new Client({
    host: socketFolder,
    port: 5432,
    user: BOOTSTRAP_USER,
    database,
    ssl: false,
    connectionTimeoutMillis: 30_000,
  });
  // A connection that breaks rejects the query in flight; without a listener it would end the process too.
  client.on('error', () => undefined);
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
