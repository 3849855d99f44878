import { Client, escapeIdentifier, escapeLiteral } from 'pg';
import { AppError } from '../../kernel/errors.ts';
import { connectionSettings } from './connection-settings.ts';
import { isPermissionDenied, toTransactionError } from './database-errors.ts';
import { createRoleSql, LOADER_ROLE, SCHEMA } from './roles.ts';
import type { DatabaseTarget } from './types.ts';

/** What the role of workers may do with tables, beside reading the list of migrations; the rest of the schema is closed to it. */
export interface LoaderRights {
  /** Names of tables, by what may be done with their rows. */
  tables: Readonly<Record<string, readonly string[]>>;
  /** Functions with their argument types. */
  functions: readonly string[];
}

/**
 * Makes the role that workers on other machines log in as, and gives it its rights: those of the list and no more,
 * whatever it had before. Its password is derived from the owner's.
 * @throws AppError `database_roles_missing` when the owner may not create roles; `worker_url_needs_password`
 */
export async function makeLoaderRole(target: DatabaseTarget, rights: LoaderRights): Promise<void> {
  const { password } = target.roles.loader ?? {};
  if (password === undefined) {
    throw new AppError(
      'invalid',
      'worker_url_needs_password',
      'The login of workers has a password derived from that of KEELSON_DATABASE_URL, which has none',
    );
  }
  const client = new Client(connectionSettings(target, 'owner'));
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.query(createRoleSql(LOADER_ROLE));
    await client.query(`alter role ${LOADER_ROLE} password ${escapeLiteral(password)}`);
    await client.query(grantsSql(target.database, rights));
  } catch (error) {
    if (isPermissionDenied(error)) throw mayNotCreate(error);
    throw toTransactionError(error);
  } finally {
    await client.end();
  }
}

/** One string of several statements: all of them or none. */
function grantsSql(database: string, { tables, functions }: LoaderRights): string {
  return [
    `revoke all on all tables in schema ${SCHEMA} from ${LOADER_ROLE}`,
    `grant connect, temporary on database ${escapeIdentifier(database)} to ${LOADER_ROLE}`,
    `grant usage on schema ${SCHEMA} to ${LOADER_ROLE}`,
    `grant select on ${SCHEMA}.migration_checksum to ${LOADER_ROLE}`,
    ...Object.entries(tables).map(
      ([table, actions]) => `grant ${actions.join(', ')} on ${SCHEMA}.${table} to ${LOADER_ROLE}`,
    ),
    ...functions.map((name) => `grant execute on function ${SCHEMA}.${name} to ${LOADER_ROLE}`),
    // Tables of indexes that are there; those made later give the right when they are made.
    `do $$ declare t name; begin
       for t in select relname from pg_class where relnamespace = '${SCHEMA}'::regnamespace and relkind = 'r'
         and relname ~ '^index_[a-z]+_[0-9]+$' loop
         execute format('grant select, insert, delete, truncate on ${SCHEMA}.%I to ${LOADER_ROLE}', t);
       end loop;
     end $$`,
  ].join(';\n');
}

function mayNotCreate(cause: unknown): AppError {
  return new AppError(
    'unavailable',
    'database_roles_missing',
    `The user of KEELSON_DATABASE_URL may not create roles. As an administrator run CREATE ROLE ${LOADER_ROLE} LOGIN and GRANT CREATEROLE to that user, or let it be ADMIN of the role; then run this again`,
    { cause },
  );
}
