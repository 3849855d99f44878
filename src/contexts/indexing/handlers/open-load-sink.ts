import type { JobContext } from '../../../kernel/job.ts';
import type { Database } from '../../../platform/db/types.ts';
import type { Log } from '../../../platform/log/create-log.ts';
import type { IndexSink } from '../pipeline/index-sink.ts';
import type { Manifest } from '../schemas-chunk.ts';
import { createLoader } from '../store/load/create-loader.ts';
import { hasManifest } from '../store/queries/has-manifest.ts';

/** Where a run's rows go: into the database, or nowhere when this very manifest is loaded already. */
export interface LoadSink extends IndexSink {
  /** Makes the load the repository's index. */
  finish(manifest: Manifest): Promise<void>;
  /** Ends the load as it stands; committed chunks are kept for the next try. */
  close(): Promise<void>;
}

/** Joins a run of the pipeline to a loader; `repositoryPath` is what readers select the index by. */
export function openLoadSink(
  { database, log }: { database: Database; log: Log },
  context: JobContext,
  repositoryPath: string,
): LoadSink {
  const { tenant, signal } = context;
  const loader = createLoader({
    database,
    tenant,
    assertLease: (query) => context.assertLease(query),
    by: { actor: context.actor, requestId: context.jobId },
    log,
    signal,
  });
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
    async finish({ manifest_id: manifestId, totals, languages }) {
      if (loaded) return;
      const { files, symbols, calls, entrypoints, source_bytes: bytes } = totals;
      await loader.finish({ manifestId, totals: { files, symbols, calls, entrypoints, bytes, languages } });
    },
    close: () => loader.abort(),
  };
}
