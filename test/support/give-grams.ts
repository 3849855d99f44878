import {
  buildSearchLists,
  type BuiltSearchLists,
} from '../../src/contexts/indexing/store/search/build-search-lists.ts';
import type { LoaderDeps } from '../../src/contexts/indexing/store/load/types.ts';
import type { Database } from '../../src/platform/db/types.ts';
import { silentLog } from '../../src/platform/log/create-log.ts';

/** Builds an index's grams, as the job does, with a lease that is held unless `deps` says otherwise. */
export function giveGrams(
  database: Database,
  indexId: number,
  deps: Partial<LoaderDeps> = {},
): Promise<BuiltSearchLists | undefined> {
  return buildSearchLists(
    { database, tenant: 1, assertLease: () => Promise.resolve(), log: silentLog, ...deps },
    indexId,
    () => undefined,
  );
}
