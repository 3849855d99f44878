import { Client } from 'pg';
import { AppError } from '../../kernel/errors.ts';
import { connectionSettings } from './connection-settings.ts';
import { toTransactionError } from './database-errors.ts';
import { isLoaderTarget } from './external-target.ts';
import { checksumOf } from './migration-checksum.ts';
import { renameApplied } from './rename-applied.ts';
import { SCHEMA } from './roles.ts';
import type { DatabaseTarget, MigrationFile } from './types.ts';

/**
 * Brings a database up to `files` and returns the names it applied, all in one transaction or none. Several
 * starters may call it at once: Kysely's lock lets one apply, the others wait and find nothing to do.
 *
 * Errors: `migration_changed` (an applied file differs from what was applied), `database_newer` (it holds
 * migrations this Keelson does not know), `migration_failed`.
 */
export async function migrate(target: DatabaseTarget, files: readonly MigrationFile[]): Promise<string[]> {
  checkNames(files);
  const client = new Client(connectionSettings(target, 'owner'));
  // A connection that breaks rejects the query in flight; without a listener it would end the process too.
  client.on('error', () => undefined);
  try {
    await client.connect();
    if (isLoaderTarget(target)) return checkApplied(files, await readApplied(client));
    const applied = await renameApplied(client, files, await readApplied(client));
    if (findPending(files, applied).length === 0) return [];
    // Most starts have nothing to apply, and the migrator's 260 modules take a tenth of a second to load.
    const { applyMigrations } = await import('./apply-migrations.ts');
    return await applyMigrations(target, files);
  } catch (error) {
    throw toTransactionError(error);
  } finally {
    await client.end();
  }
}

/** A worker's own role may not migrate: it needs a database that is just so. */
function checkApplied(files: readonly MigrationFile[], applied: Map<string, string>): string[] {
  const pending = findPending(files, applied);
  if (pending.length === 0) return [];
  throw new AppError(
    'unavailable',
    'database_older',
    `The database lacks ${pending.map(({ name }) => name).join(', ')}, and this worker may not migrate it. Start \`keelson serve\` of this version with the owner's KEELSON_DATABASE_URL first`,
  );
}

/** Names order migrations, so each has a number that no other of its context has. */
function checkNames(files: readonly MigrationFile[]): void {
  const numbered = new Map<string, string>();
  for (const { name } of files) {
    const [, number] = /^((?:0_)?[a-z]+_\d{4})_[a-z0-9_]+$/.exec(name) ?? [];
    if (number === undefined) throw new Error(`not a migration's name: ${name}`);
    const other = numbered.get(number);
    if (other !== undefined) throw new Error(`two migrations have one number: ${other} and ${name}`);
    numbered.set(number, name);
  }
}

/** Applied migrations and their checksums. */
async function readApplied(client: Client): Promise<Map<string, string>> {
  const table = `${SCHEMA}.migration_checksum`;
  const { rows: found } = await client.query('SELECT WHERE to_regclass($1) IS NOT NULL', [table]);
  if (found.length === 0) return new Map();
  const { rows } = await client.query<{ name: string; sha256: string }>(`SELECT name, sha256 FROM ${table}`);
  return new Map(rows.map((row) => [row.name, row.sha256]));
}

function findPending(files: readonly MigrationFile[], applied: Map<string, string>): MigrationFile[] {
  const known = new Set(files.map((file) => file.name));
  const unknown = [...applied.keys()].filter((name) => !known.has(name));
  if (unknown.length > 0) {
    throw new AppError(
      'unavailable',
      'database_newer',
      `The database was made by a newer Keelson (it holds ${unknown.join(', ')}). ` +
        'Run that version, or choose another database',
    );
  }
  const changed = files.filter(
    (file) => applied.has(file.name) && applied.get(file.name) !== checksumOf(file),
  );
  if (changed.length > 0) {
    throw new AppError(
      'internal',
      'migration_changed',
      `A migration was edited after it had been applied to this database: ${changed.map((file) => file.name).join(', ')}. ` +
        'Restore it and make the change in a new migration',
    );
  }
  return files.filter((file) => !applied.has(file.name));
}
