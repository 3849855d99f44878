import type { Tx } from '../../../kernel/context.ts';
import type { JobContext } from '../../../kernel/job.ts';
import type { Database } from '../../../platform/db/types.ts';
import type { Log } from '../../../platform/log/create-log.ts';
import type { IndexSink } from '../pipeline/index-sink.ts';
import type { Manifest } from '../schemas-chunk.ts';
import { createLoader } from '../store/load/create-loader.ts';
import { registerManifest } from '../store/chunks/register-manifest.ts';
import { refreshSource } from '../store/load/record-source.ts';
import type { LoadedManifest, LoadedSource } from '../store/load/types.ts';
import { findCleanChunks } from '../store/overlay/find-clean-chunks.ts';
import { type ChunkPatcher, openPatcher } from '../store/overlay/patch-chunks.ts';
import { findLoadedIndex } from '../store/queries/find-loaded-index.ts';
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
  let loaded: number | undefined;
  let loading: number | undefined;
  let patcher: ChunkPatcher | undefined;
  return {
    async begin({ planKey, chunks, manifestId, ...run }) {
      if (manifestId !== undefined) {
        const found = await database.tenant(tenant, (tx) =>
          findLoadedIndex(tx, tenant, repositoryPath, manifestId),
        );
        loaded = found?.overlays === 0 ? found.id : undefined;
        if (loaded !== undefined) return 'all';
      }
      const patchable = await database.tenant(tenant, (tx) =>
        findCleanChunks(tx, tenant, repositoryPath, run),
      );
      if (patchable !== undefined) {
        patcher = await openPatcher(deps, patchable);
        return patchable.clean;
      }
      const begun = await loader.begin({ repositoryPath, resumeKey: planKey, chunks });
      loading = begun.indexId;
      return begun.committed;
    },
    loading: () => loading,
    rows: (chunk, batch) => patcher?.rows(batch) ?? loader.rows(chunk, batch),
    async commitChunk(chunk, { sha256, bytes, counts }) {
      const summary = { sha256, bytes, counts };
      if (patcher === undefined) await loader.commitChunk(chunk, summary);
      else patcher.commitChunk(chunk, summary);
    },
    async finish(manifest, source) {
      const folder = source.request.output_dir;
      const register = (tx: Tx, indexId: number) =>
        registerManifest(tx, tenant, { manifest, repository: repositoryPath, folder, indexId });
      if (loaded !== undefined) {
        const indexId = loaded;
        await refreshSource(deps, { repositoryPath, manifestId: manifest.manifest_id, source });
        await database.tenant(tenant, (tx) => register(tx, indexId));
        return;
      }
      const made = { ...loadedManifest(manifest), source };
      if (patcher === undefined) await loader.finish(made, register);
      else await patcher.finish(repositoryPath, made, manifest.total_chunks, register);
    },
    async close() {
      await patcher?.close();
      await loader.abort();
    },
  };
}

/** What an index keeps of its manifest. */
export function loadedManifest({ manifest_id: manifestId, totals, languages }: Manifest): LoadedManifest {
  const { files, symbols, calls, entrypoints, source_bytes: bytes } = totals;
  return { manifestId, totals: { files, symbols, calls, entrypoints, bytes, languages } };
}
