import type { JobHandler } from '../../../kernel/job.ts';
import { BuildSearch, type BuildSearchResult } from '../schemas-job.ts';
import { buildGrams } from '../store/search/build-grams.ts';
import { loaderDeps } from './index-requests.ts';
import type { IndexRepositoryDeps } from './index-repository.ts';

/** Kind of the jobs that make searches of an index fast. */
export const BUILD_SEARCH_KIND = 'indexing.build_search';

/**
 * Job `indexing.build_search`: gives a ready index its grams, by which searches find what may hold a query. Until then
 * they read all names. Answers null when there is nothing to do: they are there, or a newer index is in its place.
 */
export function createBuildSearch(
  deps: IndexRepositoryDeps,
): JobHandler<typeof BuildSearch, BuildSearchResult | null> {
  return {
    kind: BUILD_SEARCH_KIND,
    input: BuildSearch,
    async run(context, { index_id: indexId }, progress) {
      const began = performance.now();
      const built = await buildGrams(loaderDeps(deps, context), indexId, (texts) =>
        progress({ phase: 'read names', filesDone: texts }),
      );
      if (built === undefined) return null;
      return { ...built, seconds: Math.round(performance.now() - began) / 1000 };
    },
  };
}
