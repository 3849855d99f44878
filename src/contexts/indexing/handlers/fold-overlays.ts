import type { JobHandler } from '../../../kernel/job.ts';
import { FoldOverlays, type IndexRepositoryResult } from '../schemas-job.ts';
import { readBaseline } from '../store/overlay/read-baseline.ts';
import { buildSearchWhenDue } from './build-search-when-due.ts';
import type { IndexRepositoryDeps } from './index-repository.ts';
import { indexWhole } from './index-whole.ts';
import { withSource } from './take-source.ts';

/** Kind of the jobs that fold overlays in. */
export const FOLD_KIND = 'indexing.fold_overlays';

/**
 * Job `indexing.fold_overlays`: makes a repository's index anew as it was made before, so that chunk files, manifest
 * and rows are those of the folder as it now is. Answers null when there is nothing to fold.
 */
export function createFoldOverlays(
  deps: IndexRepositoryDeps,
): JobHandler<typeof FoldOverlays, IndexRepositoryResult | null> {
  return {
    kind: FOLD_KIND,
    input: FoldOverlays,
    async run(context, { repository }, progress) {
      const { tenant } = context;
      const baseline = await deps.database.tenant(tenant, (tx) => readBaseline(tx, tenant, repository));
      if (baseline?.source === undefined || baseline.overlays === 0) return null;
      const { scope, output_dir, default_output, ...request } = baseline.source.request;
      const output = default_output === true ? {} : { output_dir };
      const result = await withSource(deps, context, { ...request, ...output, ...scope }, progress, (input) =>
        indexWhole(deps, context, input, progress),
      );
      await buildSearchWhenDue(deps, context, repository);
      return result;
    },
  };
}
