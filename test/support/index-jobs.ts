import { createFoldOverlays } from '../../src/contexts/indexing/handlers/fold-overlays.ts';
import { createIndexRepository } from '../../src/contexts/indexing/handlers/index-repository.ts';
import type {
  DryRunResult,
  IndexRepository,
  IndexRepositoryResult,
} from '../../src/contexts/indexing/schemas-job.ts';
import type { EnqueueJob } from '../../src/contexts/jobs/index.ts';
import type { JobContext } from '../../src/kernel/job.ts';
import type { Database } from '../../src/platform/db/types.ts';
import { silentLog } from '../../src/platform/log/create-log.ts';
import { jobContext } from './job-context.ts';

export interface IndexJobs {
  /** Runs an index job of the folder, as a worker would. */
  index(request?: Partial<IndexRepository>, tenant?: number): Promise<IndexRepositoryResult>;
  /** A dry run. */
  describe(request?: Partial<IndexRepository>): Promise<DryRunResult>;
  /** The same, of what has changed. */
  update(tenant?: number): Promise<IndexRepositoryResult>;
  fold(tenant?: number): Promise<IndexRepositoryResult | null>;
}

/** Index jobs of one folder, run in this process, with a lease that is never lost unless `context` says so. */
export function indexJobs(
  database: Database,
  home: string,
  folder: string,
  context: Partial<JobContext> = {},
  enqueue?: EnqueueJob,
): IndexJobs {
  const git = { hosts: [], roots: [], maxBytes: 1e9 };
  const deps = { database, home, git, log: silentLog, ...(enqueue !== undefined && { enqueue }) };
  const contextOf = (tenant: number): JobContext => jobContext({ tenant, ...context });
  const runJob = (request: Partial<IndexRepository>, tenant: number): Promise<unknown> =>
    createIndexRepository(deps).run(
      contextOf(tenant),
      { folder_path: folder, parallel: 2, ...request },
      () => undefined,
    );
  const index = (request: Partial<IndexRepository> = {}, tenant = 1) =>
    runJob(request, tenant) as Promise<IndexRepositoryResult>;
  return {
    index,
    describe: (request = {}) => runJob({ ...request, dry_run: true }, 1) as Promise<DryRunResult>,
    update: (tenant = 1) => index({ incremental: true }, tenant),
    fold: (tenant = 1) =>
      createFoldOverlays(deps).run(contextOf(tenant), { repository: folder }, () => undefined),
  };
}
