/**
 * The roles of a Keelson database. They belong to the cluster, which may hold several databases:
 * - `keelson_owner` owns the schema of an embedded database (elsewhere the user of KEELSON_DATABASE_URL does);
 * - `keelson_app` runs operations, bound to one tenant a transaction by row-level security;
 * - `keelson_worker` sees the queue of every tenant;
 * - `keelson_loader`, where it was asked for, is what workers on other machines log in as: it does what jobs do to the
 *   queue and to indexes, and can neither migrate nor read what is nobody's job, such as API keys.
 */
export const OWNER_ROLE = 'keelson_owner';
export const APP_ROLE = 'keelson_app';
export const WORKER_ROLE = 'keelson_worker';
export const LOADER_ROLE = 'keelson_loader';

/** Schema of every table. */
export const SCHEMA = 'keelson';

/** Creates a login role unless it exists; safe when several starters do it at once. */
export function createRoleSql(role: string): string {
  return `DO $$ BEGIN
  CREATE ROLE ${role} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS;
EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
END $$`;
}

/**
 * Closes what PostgreSQL leaves open to every role. Without `set_config` a statement that somebody managed to
 * inject cannot change `app.tenant_id`: `SET` is a statement of its own, and tx.query sends exactly one.
 * Needs a superuser.
 */
export function lockDownSql(owner: string): string {
  const setConfig = 'FUNCTION pg_catalog.set_config(text, text, boolean)';
  return `REVOKE EXECUTE ON ${setConfig} FROM PUBLIC; GRANT EXECUTE ON ${setConfig} TO ${quoteIdentifier(owner)}`;
}

/** Lets nobody but Keelson's roles into a database; a new one is open to every role of its cluster. */
export function closeDatabaseSql(database: string): string {
  const name = quoteIdentifier(database);
  return `REVOKE ALL ON DATABASE ${name} FROM PUBLIC; GRANT CONNECT ON DATABASE ${name} TO ${APP_ROLE}, ${WORKER_ROLE}`;
}

function quoteIdentifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
