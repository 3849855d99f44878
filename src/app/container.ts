import { randomBytes } from 'node:crypto';
import { createChunkStore } from '../contexts/indexing/index.ts';
import { systemClock } from '../kernel/clock.ts';
import { newId } from '../kernel/ids.ts';
import type { AnyOperation } from '../kernel/operation.ts';
import { openDatabase } from '../platform/db/open-database.ts';
import type { Database, DatabaseTarget } from '../platform/db/types.ts';
import { openObjectStore } from '../platform/objects/open-object-store.ts';
import type { Log } from '../platform/log/create-log.ts';
import { createRunner, type RunOperation } from '../platform/run-operation.ts';
import { createTrace, type Trace } from '../platform/telemetry/trace.ts';
import { allOperations } from './catalogue.ts';
import { objectPlace, sharesChunks } from './object-place.ts';
import { migrateTarget } from './open-target.ts';
import type { Settings } from './settings-schema.ts';
import type { StartedDatabase } from './start-database.ts';

/** Everything a door or a worker needs, wired. */
export interface Container {
  settings: Settings;
  log: Log;
  trace: Trace;
  target: DatabaseTarget;
  /** For people: which database this is. */
  databaseDescription: string;
  database: Database;
  operations: readonly AnyOperation[];
  run: RunOperation;
  close(): Promise<void>;
}

/** Brings a database up to date and wires operations to the runner. `close` undoes it in reverse order. */
export async function openContainer(
  settings: Settings,
  log: Log,
  started: StartedDatabase,
): Promise<Container> {
  const trace = createTrace(() => randomBytes(16).toString('hex'));
  const { target, description, release } = await migrateTarget(started, log);
  const database = openDatabase(target);
  const objects = openObjectStore(objectPlace(settings));
  const run = createRunner({ database, clock: systemClock, newId: (now) => newId(now), log, trace });
  return {
    settings,
    log,
    trace,
    target,
    databaseDescription: description,
    database,
    operations: allOperations(settings, sharesChunks(settings) ? createChunkStore(objects) : undefined),
    run,
    async close() {
      await objects.close();
      await database.close();
      await release();
    },
  };
}
