import { getQueue, type JobWorker } from '../contexts/jobs/index.ts';
import type { Caller } from '../kernel/context.ts';
import { LOCAL_TENANT } from '../kernel/ids.ts';
import { holdsScope } from '../platform/auth/scopes.ts';
import type { HealthContributor } from '../platform/http/health.ts';
import type { Container } from './container.ts';

/** The parts `/health` reports on: the database, and the worker where this process has one. */
export function healthContributors(container: Container, worker: JobWorker | undefined): HealthContributor[] {
  const database: HealthContributor = {
    name: 'database',
    essential: true,
    async check() {
      const started = performance.now();
      await container.database.tenant(LOCAL_TENANT, (tx) => tx.query({ sql: 'SELECT 1', name: 'health' }));
      return {
        status: 'ok',
        ms: Math.round((performance.now() - started) * 10) / 10,
        engine: container.databaseDescription,
      };
    },
  };
  if (worker === undefined) return [database];
  const workerPart: HealthContributor = {
    name: 'worker',
    essential: false,
    check: async (caller) => ({
      status: 'ok',
      running_jobs: worker
        .running()
        .filter((job) => job.tenant === caller?.tenant)
        .map((job) => job.jobId),
    }),
  };
  return [database, workerPart];
}

/** What `/health` tells of the caller's queue; nothing, where they may not see it. */
export async function queueFigures({ run }: Container, caller: Caller): Promise<object> {
  if (!holdsScope(caller.actor.scopes, getQueue.access)) return {};
  return (await run(getQueue, caller, {})) as object;
}
