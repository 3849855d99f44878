import {
  type CheckOutPolicy,
  type ChunkStore,
  checkIndexRequest,
  createChunkOperations,
  createIndexing,
  indexingOperations,
} from '../contexts/indexing/index.ts';
import { createJobs, findActiveJobs } from '../contexts/jobs/index.ts';
import type { AnyJobHandler } from '../kernel/job.ts';
import type { AnyOperation } from '../kernel/operation.ts';
import { authOperations } from '../platform/auth/auth-operations.ts';
import type { Database } from '../platform/db/types.ts';
import type { Log } from '../platform/log/create-log.ts';
import type { ObjectStore } from '../platform/objects/object-store.ts';
import type { Settings } from './settings-schema.ts';

/** The settings that shape operations; without them the defaults hold, which is enough to describe commands. */
type CatalogueSettings = Partial<
  Pick<
    Settings,
    'queue_limit' | 'allowed_roots' | 'git_hosts' | 'job_timeout_seconds' | 'keep_finished_jobs_hours'
  >
>;

/** Everything Keelson can do: the source of routes, tools and commands. */
export function allOperations(settings: CatalogueSettings, chunkStore?: ChunkStore): AnyOperation[] {
  const {
    queue_limit: queueCap,
    allowed_roots: allowedRoots,
    git_hosts: gitHosts,
    job_timeout_seconds: timeoutSeconds,
    keep_finished_jobs_hours: keepHours,
  } = settings;
  const jobs = createJobs({
    checkRequest: checkIndexRequest,
    ...(queueCap === undefined ? {} : { queueCap }),
    ...(allowedRoots === undefined ? {} : { allowedRoots }),
    ...(gitHosts === undefined ? {} : { gitHosts }),
    ...(timeoutSeconds === undefined ? {} : { timeoutSeconds }),
    ...(keepHours === undefined ? {} : { retentionSeconds: keepHours * 3600 }),
  });
  const chunkOperations = createChunkOperations({
    ...jobs,
    findActiveJobs,
    ...(chunkStore !== undefined && { chunkStore }),
  });
  return [...indexingOperations, ...chunkOperations, ...jobs.operations, ...authOperations];
}

/** The long work a job process can do. */
export function allHandlers(deps: {
  database: Database;
  home: string;
  git: CheckOutPolicy;
  objects: ObjectStore;
  sharesChunks: boolean;
  log: Log;
}): AnyJobHandler[] {
  const { enqueue } = createJobs();
  return [...createIndexing({ ...deps, enqueue, findActiveJobs }).handlers];
}
