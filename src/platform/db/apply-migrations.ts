import { Kysely, Migrator, PostgresDialect, sql, type Migration } from 'kysely';
import { Pool } from 'pg';
import { AppError } from '../../kernel/errors.ts';
import { connectionSettings } from './connection-settings.ts';
import { toTransactionError } from './database-errors.ts';
import { checksumOf } from './migration-checksum.ts';
import { SCHEMA } from './roles.ts';
import type { DatabaseTarget, MigrationFile } from './types.ts';

/**
 * Applies those of `files` that a database has not, all in one transaction or none, and returns their names.
 * Errors: `migration_failed`.
 */
export async function applyMigrations(
  target: DatabaseTarget,
  files: readonly MigrationFile[],
): Promise<string[]> {
  const pool = new Pool({ ...connectionSettings(target, 'owner'), max: 1 });
  pool.on('error', () => undefined);
  const database = new Kysely<unknown>({ dialect: new PostgresDialect({ pool }) });
  try {
    const { error, results } = await new Migrator({
      db: database,
      provider: { getMigrations: async () => Object.fromEntries(files.map(toMigration)) },
      migrationTableSchema: SCHEMA,
      // Each context numbers its own: a new one of `indexing` sorts before those of `jobs` applied long ago.
      allowUnorderedMigrations: true,
    }).migrateToLatest();
    if (error === undefined) return (results ?? []).map((result) => result.migrationName);
    const failed = results?.find((result) => result.status === 'Error')?.migrationName;
    throw toMigrationError(error, failed);
  } finally {
    await database.destroy();
  }
}

function toMigration(file: MigrationFile): [string, Migration] {
  return [
    file.name,
    {
      async up(transaction) {
        await sql.raw(file.sql).execute(transaction);
        await sql
          .raw(
            `CREATE TABLE IF NOT EXISTS ${SCHEMA}.migration_checksum (name text PRIMARY KEY, sha256 text NOT NULL)`,
          )
          .execute(transaction);
        await sql`INSERT INTO ${sql.table(`${SCHEMA}.migration_checksum`)} (name, sha256)
                  VALUES (${file.name}, ${checksumOf(file)})`.execute(transaction);
      },
    },
  ];
}

function toMigrationError(error: unknown, name: string | undefined): unknown {
  const mapped = toTransactionError(error);
  if (mapped instanceof AppError || name === undefined) return mapped;
  const message = error instanceof Error ? error.message : String(error);
  return new AppError(
    'internal',
    'migration_failed',
    `Migration ${name} failed, nothing was changed: ${message}`,
    {
      cause: error,
    },
  );
}
