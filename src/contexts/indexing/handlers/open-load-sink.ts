import type { JobContext } from '../../../kernel/job.ts';
import type { Database } from '../../../platform/db/types.ts';
import type { Log } from '../../../platform/log/create-log.ts';
import type { IndexSink } from '../pipeline/index-sink.ts';
import type { Manifest } from '../schemas-chunk.ts';
import { createLoader } from '../store/load/create-loader.ts';
import { refreshSource } from '../store/load/record-source.ts';
import type { LoadedSource } from '../store/load/types.ts';
import { hasManifest } from '../store/queries/has-manifest.ts';
import { loaderDeps } from './index-requests.ts';

/** Where a run's rows go: into the database, or nowhere when this very manifest is loaded already. */
export interface LoadSink extends IndexSink {
  /** Makes the load the repository's index, and remembers what it was made from. */
  finish(manifest: Manifest, source: LoadedSource): Promise<void>;
  /** Ends the load as it stands; committed chunks are kept for the next try. */
  close(): Promise<void>;
}

/** Joins a run of the pipeline to a loader; `repositoryPath` is what readers select the index by. */
export function openLoadSink(
  { database, log }: { database: Database; log: Log },
  context: JobContext,
  repositoryPath: string,
): LoadSink {
  const { tenant } = context;
  const deps = loaderDeps({ database, log }, context);
  const loader = createLoader(deps);
  let loaded = false;
  return {
    async begin({ planKey, chunks, manifestId }) {
      if (manifestId !== undefined) {
        loaded = await database.tenant(tenant, (tx) => hasManifest(tx, tenant, repositoryPath, manifestId));
        if (loaded) return 'all';
      }
      const { committed } = await loader.begin({ repositoryPath, resumeKey: planKey, chunks });
      return committed;
    },
    rows: (chunk, batch) => loader.rows(chunk, batch),
    commitChunk: (chunk, { sha256, bytes, counts }) => loader.commitChunk(chunk, { sha256, bytes, counts }),
    async finish({ manifest_id: manifestId, totals, languages }, source) {
      if (loaded) return refreshSource(deps, { repositoryPath, manifestId, source });
      const { files, symbols, calls, entrypoints, source_bytes: bytes } = totals;
      await loader.finish({
        manifestId,
        totals: { files, symbols, calls, entrypoints, bytes, languages },
        source,
      });
    },
    close: () => loader.abort(),
  };
}
