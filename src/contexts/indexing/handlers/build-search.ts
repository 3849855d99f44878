import type { JobHandler } from '../../../kernel/job.ts';
import { BuildSearch, type BuildSearchResult } from '../schemas-job.ts';
import type { LoaderDeps } from '../store/load/types.ts';
import { buildSearchLists } from '../store/search/build-search-lists.ts';
import { loaderDeps } from './index-requests.ts';
import type { IndexRepositoryDeps } from './index-repository.ts';

/** Kind of the jobs that make searches of an index fast. */
export const BUILD_SEARCH_KIND = 'indexing.build_search';

/**
 * Job `indexing.build_search`: gives a ready index its grams, by which searches find what may hold a query. Until then
 * they read all names. Answers null when there is nothing to do: they are there, or a newer index is in its place. It
 * lets every other job of the tenant go first.
 */
export function createBuildSearch(
  deps: IndexRepositoryDeps,
): JobHandler<typeof BuildSearch, BuildSearchResult | null> {
  return {
    kind: BUILD_SEARCH_KIND,
    input: BuildSearch,
    async run(context, { index_id: indexId }, progress) {
      const began = performance.now();
      const loader: LoaderDeps = {
        ...loaderDeps(deps, context),
        giveWay: (query) => context.giveWay(query),
      };
      const built = await buildSearchLists(loader, indexId, (texts) =>
        progress({ phase: 'read names', current: `${texts} names, paths and comments` }),
      );
      if (built === undefined) return null;
      return { ...built, seconds: Math.round(performance.now() - began) / 1000 };
    },
  };
}
