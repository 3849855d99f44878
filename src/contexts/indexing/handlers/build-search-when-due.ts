import type { JobContext } from '../../../kernel/job.ts';
import { isBuildDue } from '../domain/build-due.ts';
import { findUnbuilt } from '../store/search/find-unbuilt.ts';
import { BUILD_SEARCH_KIND } from './build-search.ts';
import { type FollowUpDeps, queueFollowUp } from './queue-follow-up.ts';

/**
 * Queues the job that makes searches of the repository's index fast, if it is large and has not had it. Should this
 * process die before it does, the next run over the same folder does it.
 */
export async function buildSearchWhenDue(
  deps: FollowUpDeps,
  context: JobContext,
  repository: string,
): Promise<void> {
  if (deps.enqueue === undefined) return;
  const { tenant } = context;
  const index = await deps.database.tenant(tenant, (tx) => findUnbuilt(tx, tenant, repository));
  if (index === undefined || !isBuildDue(index)) return;
  await queueFollowUp(deps, context, {
    kind: BUILD_SEARCH_KIND,
    // By index: a job that is about to end for the one before does not stand in the way.
    dedupe: `search:${index.id}`,
    folderPath: repository,
    input: { index_id: index.id },
    source: 'auto',
  });
}
