import { messageOf } from '../../../kernel/errors.ts';
import type { Database } from '../../../platform/db/types.ts';
import type { Log } from '../../../platform/log/create-log.ts';
import { forgetWorkers, listWorkers, noteWorker } from '../store/workers.ts';
import type { WorkerFacts } from '../store/workers.ts';
import { isWorkerDead } from './worker-name.ts';

/** Says that this worker is there, and strikes out those that are known to be gone. */
export async function announcePresence(
  database: Database,
  worker: WorkerFacts,
  leaseSeconds: number,
): Promise<void> {
  await database.worker(async (tx) => {
    await noteWorker(tx, worker, leaseSeconds);
    const names = (await listWorkers(tx)).map(({ name }) => name);
    await forgetWorkers(tx, names.filter(isWorkerDead));
  });
}

/** Strikes this worker out. It expires by itself, so a database that cannot be reached is no reason to fail. */
export async function forgetPresence(database: Database, name: string, log: Log): Promise<void> {
  try {
    await database.worker((tx) => forgetWorkers(tx, [name]));
  } catch (error) {
    log.debug({ why: messageOf(error) }, 'The worker could not be struck out; it will expire');
  }
}
