import type { JobContext } from '../../../kernel/job.ts';
import type { Database } from '../../../platform/db/types.ts';
import type { Log } from '../../../platform/log/create-log.ts';
import type { IndexSink } from '../pipeline/index-sink.ts';
import type { Manifest } from '../schemas-chunk.ts';
import { createLoader } from '../store/load/create-loader.ts';
import { refreshSource } from '../store/load/record-source.ts';
import type { LoadedSource } from '../store/load/types.ts';
import { findCleanChunks } from '../store/overlay/find-clean-chunks.ts';
import { type ChunkPatcher, openPatcher } from '../store/overlay/patch-chunks.ts';
import { hasManifest } from '../store/queries/has-manifest.ts';
import { loaderDeps } from './index-requests.ts';

/** Where a run's rows go: into the database, or nowhere when this very manifest is loaded already. */
export interface LoadSink extends IndexSink {
  /** Makes the load the repository's index, and remembers what it was made from. */
  finish(manifest: Manifest, source: LoadedSource): Promise<void>;
  /** Ends the load as it stands; committed chunks are kept for the next try. */
  close(): Promise<void>;
}

/**
 * Joins a run of the pipeline to a loader, or, where only few chunks of a ready index have changed, to a patcher that
 * replaces them. `repositoryPath` is what readers select the index by.
 */
export function openLoadSink(
  { database, log }: { database: Database; log: Log },
  context: JobContext,
  repositoryPath: string,
): LoadSink {
  const { tenant } = context;
  const deps = loaderDeps({ database, log }, context);
  const loader = createLoader(deps);
  let loaded = false;
  let patcher: ChunkPatcher | undefined;
  return {
    async begin({ planKey, chunks, manifestId, ...run }) {
      if (manifestId !== undefined) {
        loaded = await database.tenant(tenant, (tx) => hasManifest(tx, tenant, repositoryPath, manifestId));
        if (loaded) return 'all';
      }
      const patchable = await database.tenant(tenant, (tx) =>
        findCleanChunks(tx, tenant, repositoryPath, run),
      );
      if (patchable !== undefined) {
        patcher = await openPatcher(deps, patchable);
        return patchable.clean;
      }
      const { committed } = await loader.begin({ repositoryPath, resumeKey: planKey, chunks });
      return committed;
    },
    rows: (chunk, batch) => patcher?.rows(batch) ?? loader.rows(chunk, batch),
    async commitChunk(chunk, { sha256, bytes, counts }) {
      const summary = { sha256, bytes, counts };
      if (patcher === undefined) await loader.commitChunk(chunk, summary);
      else patcher.commitChunk(chunk, summary);
    },
    async finish({ manifest_id: manifestId, totals, languages, total_chunks: chunks }, source) {
      if (loaded) return refreshSource(deps, { repositoryPath, manifestId, source });
      const { files, symbols, calls, entrypoints, source_bytes: bytes } = totals;
      const manifest = {
        manifestId,
        totals: { files, symbols, calls, entrypoints, bytes, languages },
        source,
      };
      if (patcher === undefined) await loader.finish(manifest);
      else await patcher.finish(repositoryPath, manifest, chunks);
    },
    async close() {
      await patcher?.close();
      await loader.abort();
    },
  };
}
