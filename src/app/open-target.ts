import { migrate } from '../platform/db/migrate.ts';
import type { Log } from '../platform/log/create-log.ts';
import { allMigrations } from './migrations.ts';
import type { Settings } from './settings-schema.ts';
import { startDatabase, type StartedDatabase } from './start-database.ts';

/** Starts or reaches the database the settings name, and brings its tables up to date. */
export async function openTarget(settings: Settings, log: Log): Promise<StartedDatabase> {
  return migrateTarget(await startDatabase(settings, log), log);
}

/** Brings the tables of a database up to date, or leaves it. */
export async function migrateTarget(started: StartedDatabase, log: Log): Promise<StartedDatabase> {
  try {
    const applied = await migrate(started.target, allMigrations());
    if (applied.length > 0) log.info({ applied }, 'Migrations applied');
    return started;
  } catch (error) {
    await started.release();
    throw error;
  }
}
