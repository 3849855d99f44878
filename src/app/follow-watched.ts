import { realpath } from 'node:fs/promises';
import path from 'node:path';
import { newId } from '../kernel/ids.ts';
import type { Container } from './container.ts';

/**
 * Follows the folders that index requests asked to be followed and that lie in `roots`, until the returned function is
 * called. What Keelson
 * itself writes is not looked at, so that no run leads to the next.
 */
export async function followWatched(
  container: Container,
  roots: readonly string[] | undefined,
): Promise<() => Promise<void>> {
  const { database, log, settings, run, operations } = container;
  const { followFolders, isServed } = await import('../contexts/jobs/index.ts');
  const { watchSources } = await import('../contexts/indexing/index.ts');
  const submit = operations.find(({ name }) => name === 'jobs.submit_change')!;
  // With a database elsewhere there may be no such folder yet.
  const own = await realpath(settings.home).catch(() => path.resolve(settings.home));
  const ended = new AbortController();
  const stop = followFolders({
    database,
    log,
    owner: `follower:${newId()}`,
    serves: (folder) => isServed(folder, roots),
    watchFolder: (folder, watch) => watchSources(folder, { ...watch, except: [own] }),
    async submit({ tenant_id: tenant, folder_path }) {
      const actor = { kind: 'system' as const, id: 'watch', scopes: ['jobs:write'] };
      const caller = { tenant, actor, requestId: newId(), door: 'worker' as const, signal: ended.signal };
      await run(submit, caller, { folder_path });
    },
  });
  return async () => {
    ended.abort();
    await stop();
  };
}
