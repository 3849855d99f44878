import { createLog } from '../platform/log/create-log.ts';
import type { Container } from './container.ts';
import type { Settings } from './settings-schema.ts';
import { startDatabase } from './start-database.ts';

/** Opens a container. Its modules, a third of a second's work, load while the database starts. */
export async function loadContainer(settings: Settings): Promise<Container> {
  const log = createLog({ level: settings.log_level, pretty: process.stderr.isTTY });
  const [started, { openContainer }] = await Promise.all([
    startDatabase(settings, log),
    import('./container.ts'),
  ]);
  return openContainer(settings, log, started);
}
