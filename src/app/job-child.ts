import type { CheckOutPolicy } from '../contexts/indexing/index.ts';
import { listAhead } from '../contexts/indexing/pipeline/list-sources.ts';
import type { DatabaseTarget } from '../platform/db/types.ts';
import type { LogOptions } from '../platform/log/create-log.ts';
import type { ObjectPlace } from '../platform/objects/open-object-store.ts';

/** What a worker tells its job processes: plain data, sent once over the process's own channel. */
export interface ChildSettings {
  target: DatabaseTarget;
  home: string;
  objects: ObjectPlace;
  git: CheckOutPolicy;
  /** Whether the object store is one for all machines. */
  sharesChunks: boolean;
  logLevel: LogOptions['level'];
}

// The folder of the first job, where the worker's command knows it. The list is not imported by the context's index, which
// loads everything: threads start at once, and all else loads after.
const [folder] = process.argv.slice(2);
if (folder !== undefined) listAhead(folder);

const [{ serveJobs }, { openDatabase }, { createLog }, { openObjectStore }, { allHandlers }] =
  await Promise.all([
    import('../contexts/jobs/worker/run-child.ts'),
    import('../platform/db/open-database.ts'),
    import('../platform/log/create-log.ts'),
    import('../platform/objects/open-object-store.ts'),
    import('./catalogue.ts'),
  ]);
await serveJobs({
  setUp(settings) {
    const { target, home, objects, git, sharesChunks, logLevel } = settings as ChildSettings;
    const log = createLog({ level: logLevel, pretty: process.stderr.isTTY });
    const deps = {
      database: openDatabase(target),
      home,
      git,
      objects: openObjectStore(objects),
      sharesChunks,
      log,
    };
    return { handlers: allHandlers(deps) };
  },
});
