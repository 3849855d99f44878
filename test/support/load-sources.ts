import type { Database } from '../../src/platform/db/types.ts';
import { testLoader, TOTALS } from './load-index.ts';
import { scanSources } from './scan-sources.ts';

/** Scans C sources, by path, and loads what the scanner gives as the newest index of a repository: a chunk a record. */
export async function loadSources(
  database: Database,
  repositoryPath: string,
  chunks: readonly Record<string, string>[],
): Promise<void> {
  const loader = testLoader(database);
  try {
    await loader.begin({ repositoryPath, resumeKey: 'sources', chunks: chunks.length });
    for (const [number, sources] of chunks.entries()) {
      for (const batch of scanSources(sources, { number }).rows) await loader.rows(number, batch);
      await loader.commitChunk(number, { counts: { files: Object.keys(sources).length } });
    }
    await loader.finish({ manifestId: 'manifest-sources', totals: TOTALS });
  } finally {
    await loader.abort();
  }
}
