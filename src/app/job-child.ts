import { serveJobs } from '../contexts/jobs/worker/run-child.ts';
import { listAhead } from '../contexts/indexing/index.ts';
import { openDatabase } from '../platform/db/open-database.ts';
import type { DatabaseTarget } from '../platform/db/types.ts';
import { createLog, type LogOptions } from '../platform/log/create-log.ts';
import { type ObjectPlace, openObjectStore } from '../platform/objects/open-object-store.ts';
import { allHandlers } from './catalogue.ts';

/** What a worker tells its job processes: plain data, sent once over the process's own channel. */
export interface ChildSettings {
  target: DatabaseTarget;
  home: string;
  objects: ObjectPlace;
  logLevel: LogOptions['level'];
}

// The folder of the first job, where the worker's command knows it.
const [folder] = process.argv.slice(2);
if (folder !== undefined) listAhead(folder);

await serveJobs({
  setUp(settings) {
    const { target, home, objects, logLevel } = settings as ChildSettings;
    const log = createLog({ level: logLevel, pretty: process.stderr.isTTY });
    const deps = { database: openDatabase(target), home, objects: openObjectStore(objects), log };
    return { handlers: allHandlers(deps) };
  },
});
