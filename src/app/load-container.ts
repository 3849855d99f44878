import { createLog } from '../platform/log/create-log.ts';
import type { Container } from './container.ts';
import type { Settings } from './settings-schema.ts';
import { startDatabase } from './start-database.ts';

/** Opens a container. Its modules, a third of a second's work, load while the database starts. */
export async function loadContainer(settings: Settings): Promise<Container> {
  const log = createLog({ level: settings.log_level, pretty: process.stderr.isTTY });
  const starting = startDatabase(settings, log);
  // It may fail before the modules are there, and whoever takes it then sees that.
  starting.catch(() => undefined);
  const { openContainer } = await import('./container.ts');
  return openContainer(settings, log, starting);
}
