import { Client, escapeLiteral } from 'pg';
import { AppError, messageOf } from '../../kernel/errors.ts';
import { connectionSettings } from './connection-settings.ts';
import { isConnectionLost, isPermissionDenied } from './database-errors.ts';
import { parseExternalUrl } from './external-url.ts';
import { APP_ROLE, createRoleSql, LOADER_ROLE, lockDownSql, SCHEMA, WORKER_ROLE } from './roles.ts';
import type { DatabaseTarget } from './types.ts';

/** Whether this process is a worker's that may not change the database's form. */
export function isLoaderTarget(target: DatabaseTarget): boolean {
  return target.roles.owner.user === LOADER_ROLE;
}

const OLDEST = 15;

/**
 * The target behind KEELSON_DATABASE_URL, checked and with the roles it needs: keelson_app and keelson_worker are
 * created when the owner may create roles. Safe when several starters do it at once.
 *
 * Errors: `invalid_database_url`, `database_unavailable`, `database_login_failed`, `database_unsuitable` (too old,
 * read-only, not UTF-8, no right to create a schema) and `database_roles_missing`, which says what to run by hand.
 */
export async function externalTarget(url: string, appUrl?: string): Promise<DatabaseTarget> {
  const target = parseExternalUrl(url, appUrl);
  if (isLoaderTarget(target)) {
    for (const role of ['owner', 'worker'] as const) await (await connect(target, role)).end();
    return target;
  }
  const owner = await connect(target, 'owner');
  try {
    await checkServer(owner);
    for (const role of ['app', 'worker'] as const) await ensureRole(owner, target, role);
    await lockDown(owner, target);
  } finally {
    await owner.end();
  }
  return target;
}

async function connect(target: DatabaseTarget, role: 'owner' | 'app' | 'worker'): Promise<Client> {
  const client = new Client(connectionSettings(target, role));
  // A connection that breaks rejects the query in flight; without a listener it would end the process too.
  client.on('error', () => undefined);
  try {
    await client.connect();
    return client;
  } catch (error) {
    await client.end();
    const where = `${target.host}:${target.port}/${target.database}`;
    if (isConnectionLost(error)) {
      throw new AppError(
        'unavailable',
        'database_unavailable',
        `Cannot reach PostgreSQL at ${where} (${messageOf(error)}); see that it runs and that KEELSON_DATABASE_URL names it`,
        { retryAfterSeconds: 1, cause: error },
      );
    }
    throw new AppError(
      'unavailable',
      'database_login_failed',
      `Cannot log in as ${target.roles[role].user} at ${where}: ${messageOf(error)}`,
      { cause: error },
    );
  }
}

interface ServerFacts {
  version: number;
  name: string;
  standby: boolean;
  encoding: string;
  may_create: boolean;
}

async function checkServer(owner: Client): Promise<void> {
  const { rows } = await owner.query<ServerFacts>(
    `SELECT current_setting('server_version_num')::int / 10000 AS version,
            current_setting('server_version') AS name,
            pg_is_in_recovery() AS standby,
            current_setting('server_encoding') AS encoding,
            has_database_privilege(current_database(), 'CREATE') OR EXISTS (
              SELECT FROM pg_namespace
              WHERE nspname = $1 AND has_schema_privilege(oid, 'CREATE')
            ) AS may_create`,
    [SCHEMA],
  );
  const facts = rows[0]!;
  if (facts.version < OLDEST) {
    throw unsuitable(`it is PostgreSQL ${facts.name}, and Keelson needs ${OLDEST} or newer`);
  }
  if (facts.standby) throw unsuitable('it is a read-only standby; name the primary server');
  if (facts.encoding !== 'UTF8')
    throw unsuitable(`its encoding is ${facts.encoding}, and Keelson needs UTF8`);
  if (!facts.may_create) {
    throw unsuitable('its user may not create a schema in it: GRANT CREATE ON DATABASE … TO that user');
  }
}

async function ensureRole(owner: Client, target: DatabaseTarget, role: 'app' | 'worker'): Promise<void> {
  if (await canLogIn(target, role)) return;
  const { user, password } = target.roles[role];
  const { rows } = await owner.query<{ may: boolean }>(
    'SELECT rolsuper OR rolcreaterole AS may FROM pg_roles WHERE rolname = current_user',
  );
  if (!rows[0]?.may) throw rolesMissing();
  try {
    await owner.query(createRoleSql(user));
    if (password !== undefined) await owner.query(`ALTER ROLE ${user} PASSWORD ${escapeLiteral(password)}`);
  } catch (error) {
    // Two starters at once: one is told that the row has changed under it, and both set the same password.
    if (!/tuple concurrently updated/.test(messageOf(error)) && !isPermissionDenied(error)) throw error;
  }
  if (!(await canLogIn(target, role))) throw rolesMissing();
}

async function canLogIn(target: DatabaseTarget, role: 'app' | 'worker'): Promise<boolean> {
  try {
    const client = await connect(target, role);
    await client.end();
    return true;
  } catch (error) {
    if (error instanceof AppError && error.code === 'database_login_failed') return false;
    throw error;
  }
}

/** Advisory lock of a database ("lock" in ASCII): of starters that change the same catalogue row, only one would succeed. */
const LOCK_DOWN_KEY = 0x6c_6f_63_6b;

/** Where the owner is no superuser this is left undone; findIsolationFaults says so. */
async function lockDown(owner: Client, target: DatabaseTarget): Promise<void> {
  try {
    // Several statements of one query are one transaction: the lock is held until all are done.
    await owner.query(
      `SELECT pg_advisory_xact_lock(${LOCK_DOWN_KEY}); ${lockDownSql(target.roles.owner.user)}`,
    );
  } catch (error) {
    if (!isPermissionDenied(error)) throw error;
  }
}

function unsuitable(why: string): AppError {
  return new AppError(
    'unavailable',
    'database_unsuitable',
    `The database of KEELSON_DATABASE_URL cannot be used: ${why}`,
  );
}

function rolesMissing(): AppError {
  return new AppError(
    'unavailable',
    'database_roles_missing',
    [
      `The roles ${APP_ROLE} and ${WORKER_ROLE} are missing or have a password unknown here, and the user of ` +
        'KEELSON_DATABASE_URL may not create or change them. As an administrator, with one password of your choice, run:',
      ...[APP_ROLE, WORKER_ROLE].map((role) => `  CREATE ROLE ${role} LOGIN PASSWORD '…';`),
      `(ALTER ROLE where it exists) and set KEELSON_DATABASE_APP_URL to the same URL with user ${APP_ROLE} and that password.`,
    ].join('\n'),
  );
}
