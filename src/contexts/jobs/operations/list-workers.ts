import { z } from 'zod';
import { operation } from '../../../kernel/operation.ts';
import { WorkerList } from '../schemas.ts';
import { listWorkers } from '../store/workers.ts';
import { renderWorkerList } from './render-workers.ts';

/** Who takes jobs. A worker that was killed on another machine is listed until its lease has run out. */
export const listWorkersOperation = operation({
  name: 'jobs.list_workers',
  summary: 'List the workers that take jobs, and the folders they serve',
  access: 'jobs:admin',
  effect: 'read',
  input: z.object({}),
  output: WorkerList,
  http: { method: 'GET', path: '/index/workers' },
  mcp: { tool: 'list_workers', toolset: 'jobs' },
  cli: { command: 'jobs workers', examples: ['keelson jobs workers'], render: renderWorkerList },
  async run({ tx }) {
    const workers = await listWorkers(tx);
    return {
      value: {
        workers: workers.map(({ name, roots, kinds, concurrency, started_at: started, seen_at: seen }) => ({
          name,
          roots,
          kinds,
          concurrency,
          started_at: started.toISOString(),
          seen_at: seen.toISOString(),
        })),
      },
    };
  },
});
