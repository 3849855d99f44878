import { startEmbedded } from '../platform/db/embedded/start-embedded.ts';
import { externalTarget } from '../platform/db/external-target.ts';
import type { DatabaseTarget } from '../platform/db/types.ts';
import type { Log } from '../platform/log/create-log.ts';
import type { Settings } from './settings-schema.ts';

/** A database that is up. */
export interface StartedDatabase {
  target: DatabaseTarget;
  /** For people: `embedded PostgreSQL 18.4` or `PostgreSQL at HOST`. */
  description: string;
  /** Leaves it; the embedded one stops with its last user. */
  release: () => Promise<void>;
}

/** Starts or reaches the database the settings name. */
export async function startDatabase(settings: Settings, log: Log): Promise<StartedDatabase> {
  const { home, database_url: url, database_app_url: appUrl } = settings;
  if (url !== undefined) {
    const target = await externalTarget(url, appUrl);
    return { target, description: `PostgreSQL at ${target.host}`, release: async () => undefined };
  }
  const server = await startEmbedded({ home, log: (line) => log.info({}, line), supervise: log });
  const { target, version } = server;
  return { target, description: `embedded PostgreSQL ${version}`, release: () => server.stop() };
}
