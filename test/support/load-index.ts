import { createLoader } from '../../src/contexts/indexing/store/load/create-loader.ts';
import type { IndexLoader, IndexTotals, LoaderDeps } from '../../src/contexts/indexing/store/load/types.ts';
import type { Database } from '../../src/platform/db/types.ts';
import { silentLog } from '../../src/platform/log/create-log.ts';
import { buildRows } from './build-rows.ts';
import type { TestFile } from './build-rows.ts';

export const TOTALS: IndexTotals = {
  files: 1,
  symbols: 1,
  calls: 1,
  entrypoints: 0,
  bytes: 1000,
  languages: { c: 1 },
};

/** A loader whose lease is held, unless `deps` says otherwise. */
export function testLoader(database: Database, deps: Partial<LoaderDeps> = {}): IndexLoader {
  return createLoader({ database, tenant: 1, assertLease: () => Promise.resolve(), log: silentLog, ...deps });
}

/** Sends and commits one chunk. */
export async function loadChunk(
  loader: IndexLoader,
  chunk: number,
  files: readonly TestFile[],
): Promise<void> {
  for (const batch of buildRows(chunk, files)) await loader.rows(chunk, batch);
  await loader.commitChunk(chunk, { counts: { files: files.length } });
}

/** Loads a whole index, a chunk for each list of files, and returns its id. */
export async function loadIndex(
  database: Database,
  repositoryPath: string,
  chunks: readonly (readonly TestFile[])[],
  options: { tenant?: number; resumeKey?: string; manifestId?: string } = {},
): Promise<number> {
  const loader = testLoader(database, { tenant: options.tenant ?? 1 });
  try {
    const { committed } = await loader.begin({
      repositoryPath,
      resumeKey: options.resumeKey ?? 'plan-1',
      chunks: chunks.length,
    });
    for (const [chunk, files] of chunks.entries()) {
      if (!committed.has(chunk)) await loadChunk(loader, chunk, files);
    }
    const { indexId } = await loader.finish({
      manifestId: options.manifestId ?? 'manifest-1',
      totals: TOTALS,
    });
    return indexId;
  } finally {
    await loader.abort();
  }
}
