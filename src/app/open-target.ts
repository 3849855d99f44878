import { startEmbedded } from '../platform/db/embedded/start-embedded.ts';
import { externalTarget } from '../platform/db/external-target.ts';
import { migrate } from '../platform/db/migrate.ts';
import type { DatabaseTarget } from '../platform/db/types.ts';
import type { Log } from '../platform/log/create-log.ts';
import { allMigrations } from './migrations.ts';
import type { Settings } from './settings-schema.ts';

/** A database that is up and migrated. */
export interface OpenTarget {
  target: DatabaseTarget;
  /** For people: `embedded PostgreSQL 18.4` or `PostgreSQL at HOST`. */
  description: string;
  /** Leaves it; the embedded one stops with its last user. */
  release: () => Promise<void>;
}

/** Starts or reaches the database the settings name, and brings its tables up to date. */
export async function openTarget(settings: Settings, log: Log): Promise<OpenTarget> {
  const opened =
    settings.database_url === undefined ? await embedded(settings, log) : await external(settings);
  try {
    const applied = await migrate(opened.target, allMigrations());
    if (applied.length > 0) log.info({ applied }, 'Migrations applied');
    return opened;
  } catch (error) {
    await opened.release();
    throw error;
  }
}

async function embedded({ home }: Settings, log: Log): Promise<OpenTarget> {
  const server = await startEmbedded({ home, log: (line) => log.info({}, line), supervise: log });
  const { target, version } = server;
  return { target, description: `embedded PostgreSQL ${version}`, release: () => server.stop() };
}

async function external({ database_url: url, database_app_url: appUrl }: Settings): Promise<OpenTarget> {
  const target = await externalTarget(url!, appUrl);
  return { target, description: `PostgreSQL at ${target.host}`, release: async () => undefined };
}
