import type { JobContext, JobHandler, ReportProgress } from '../../../kernel/job.ts';
import type { Log } from '../../../platform/log/create-log.ts';
import type { ObjectStore } from '../../../platform/objects/object-store.ts';
import type { EnqueueJob } from '../../jobs/index.ts';
import { checkIndexRequest } from '../domain/check-index-request.ts';
import { IndexJob } from '../schemas-git.ts';
import type {
  DryRunResult,
  IndexRepository,
  IndexRepositoryResult,
  IndexShardResult,
} from '../schemas-job.ts';
import type { FindActiveJobs } from '../store/chunks/read-states.ts';
import { buildSearchWhenDue } from './build-search-when-due.ts';
import { indexChanges } from './index-changes.ts';
import { describeSources } from './describe-sources.ts';
import { indexedPath } from './index-requests.ts';
import { indexWhole } from './index-whole.ts';
import type { ShareDeps } from './share-chunks.ts';
import { type SourceDeps, withSource } from './take-source.ts';

/** What the handler works with. */
export interface IndexRepositoryDeps extends SourceDeps, ShareDeps {
  log: Log;
  /** Where parts of a large job leave what they have made; without it nothing is shared out. */
  objects?: ObjectStore;
  /** Which jobs are queued or running. */
  findActiveJobs?: FindActiveJobs;
  /** Queues the work that may wait; without it overlays stay until the folder is indexed as a whole. */
  enqueue?: EnqueueJob;
}

/**
 * Job `indexing.index_repository`: writes chunk files and a manifest of a folder and, unless told not to, loads the
 * same records into the database in the same pass. What an earlier run left is reused where nothing has changed;
 * `force` starts over, `incremental` only reads what has changed and leaves chunk files for later. Killed at any
 * point, it goes on from the chunks already committed. A `dry_run` only lists.
 */
export function createIndexRepository(
  deps: IndexRepositoryDeps,
): JobHandler<typeof IndexJob, IndexRepositoryResult | DryRunResult> {
  return {
    kind: 'indexing.index_repository',
    input: IndexJob,
    async run(context, job, progress) {
      checkIndexRequest(job);
      const asked = {
        ...job,
        ...(job.repository_url !== undefined && { commit: await plannedCommit(deps, context) }),
      };
      return withSource(deps, context, asked, progress, (input) => run(deps, context, input, progress));
    },
  };
}

/** The commit that the job's parts are of, when it has handed out any: what is put together must be of it too. */
async function plannedCommit(
  { database }: IndexRepositoryDeps,
  context: JobContext,
): Promise<string | undefined> {
  const parts = await database.tenant(context.tenant, (tx) =>
    context.childResults((sql, parameters) => tx.query({ sql, parameters })),
  );
  return parts[0] === undefined ? undefined : (parts[0].result as IndexShardResult).commit;
}

async function run(
  deps: IndexRepositoryDeps,
  context: JobContext,
  input: IndexRepository,
  progress: ReportProgress,
): Promise<IndexRepositoryResult | DryRunResult> {
  if (input.dry_run === true) return describeSources(context, input, progress);
  const result = await indexAsAsked(deps, context, input, progress);
  if (input.no_load !== true) await buildSearchWhenDue(deps, context, indexedPath(input));
  return result;
}

async function indexAsAsked(
  deps: IndexRepositoryDeps,
  context: JobContext,
  input: IndexRepository,
  progress: ReportProgress,
): Promise<IndexRepositoryResult> {
  // Chunk files alone are always made by reading again no more than the chunks that have changed.
  if (input.incremental !== true || input.no_load === true) {
    return indexWhole(deps, context, input, progress);
  }
  const outcome = await indexChanges(deps, context, input, progress);
  if (!('reason' in outcome)) return outcome;
  const { reason, changed, removed } = outcome;
  const result = await indexWhole(deps, context, input, progress);
  return { ...result, incremental: { applied: false, reason, changed, removed, overlays: 0 } };
}
