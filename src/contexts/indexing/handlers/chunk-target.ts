import { AppError } from '../../../kernel/errors.ts';
import type { JobContext } from '../../../kernel/job.ts';
import { isConnectionLost } from '../../../platform/db/database-errors.ts';
import type { Database } from '../../../platform/db/types.ts';
import type { Log } from '../../../platform/log/create-log.ts';
import type { RegisteredManifest } from '../store/chunks/find-manifest.ts';
import { deletePublishedRows } from '../store/load/chunk-rows.ts';
import { connectLoader } from '../store/load/connect-loader.ts';
import { createLoader } from '../store/load/create-loader.ts';
import { recordReplacedChunk } from '../store/load/record-chunk.ts';
import { holdRepository } from '../store/load/repository-lock.ts';
import type { Alongside, ChunkSummary, LoadBatch } from '../store/load/types.ts';

import { createStage } from '../store/overlay/insert-rows.ts';
import type { RowStage } from '../store/overlay/insert-rows.ts';
import { keepReadersOut } from '../store/overlay/keep-readers-out.ts';
import { findLoadedIndex } from '../store/queries/find-loaded-index.ts';
import { loaderDeps } from './index-requests.ts';
import { loadedManifest } from './open-load-sink.ts';

/** Where the rows of chunks go: an index that is being loaded, or one that answers already. */
export interface ChunkTarget {
  /** The index the rows are in: what is completed in another does not count here. */
  indexId: number;
  /** Most chunks at once. */
  most: number;
  /** Begins a chunk; what an earlier load left of it goes. */
  begin(chunk: number): Promise<void>;
  send(chunk: number, batch: LoadBatch): Promise<void>;
  /** Makes the chunk count, together with what `alongside` writes. */
  commit(chunk: number, summary: ChunkSummary, alongside: Alongside): Promise<void>;
  /** Takes back what was sent of a chunk. */
  abandon(chunk: number): Promise<void>;
  /** Publishes the index when all its chunks are there; answers whether it answers questions. */
  finish(): Promise<boolean>;
  /** Ends the load as it stands and lets the next writer in. */
  close(): Promise<void>;
}

export interface TargetDeps {
  database: Database;
  log: Log;
  context: JobContext;
  manifest: RegisteredManifest;
  /** Only some chunks are to be loaded. */
  isPartial: boolean;
}

const MOST_AT_ONCE = 8;

/** Opens the target for a manifest, once nobody else writes to its repository's index. */
export async function openTarget(deps: TargetDeps): Promise<ChunkTarget> {
  const { database, context, manifest } = deps;
  const release = await holdRepository(loaderDeps(deps, context), manifest.repository);
  try {
    const found = await database.tenant(context.tenant, (tx) =>
      findLoadedIndex(tx, context.tenant, manifest.repository, manifest.manifest_id),
    );
    if (found !== undefined && found.overlays > 0 && deps.isPartial)
      throw hasOverlays(manifest, found.overlays);
    const target = found?.overlays === 0 ? await openPublished(deps, found.id) : await openLoading(deps);
    return {
      ...target,
      async close() {
        try {
          await target.close();
        } finally {
          await release();
        }
      },
    };
  } catch (error) {
    await release();
    throw error;
  }
}

/** An index whose chunks come one by one, over one job or many, and which nobody sees before the last. */
async function openLoading(deps: TargetDeps): Promise<ChunkTarget> {
  const { repository, manifest_id: manifestId, document } = deps.manifest;
  const loader = createLoader(loaderDeps(deps, deps.context));
  try {
    const { indexId, committed } = await loader.begin({
      repositoryPath: repository,
      resumeKey: `manifest:${manifestId}`,
      chunks: document.total_chunks,
    });
    const there = new Set(committed);
    return {
      indexId,
      most: MOST_AT_ONCE,
      async begin(chunk) {
        if (there.has(chunk)) await loader.replaceChunk(chunk);
      },
      send: (chunk, batch) => loader.rows(chunk, batch),
      async commit(chunk, summary, alongside) {
        await loader.commitChunk(chunk, summary, alongside);
        there.add(chunk);
      },
      abandon: (chunk) => loader.abandonChunk(chunk),
      async finish() {
        if (there.size < document.total_chunks) return false;
        await loader.finish(loadedManifest(document));
        return true;
      },
      async close() {
        try {
          // A load that came to nothing leaves nothing.
          if (there.size === 0) await loader.discard();
        } catch (error) {
          // How the job ends was decided before. What is left is no harm: the next load takes it up, or drops it.
          if (!isConnectionLost(error)) logLeftover(deps, indexId, error);
        } finally {
          await loader.abort();
        }
      },
    };
  } catch (error) {
    await loader.abort();
    throw error;
  }
}

/** An index that answers: each chunk is replaced in one transaction, and readers see the old rows or the new ones. */
async function openPublished(deps: TargetDeps, id: number): Promise<ChunkTarget> {
  const { context } = deps;
  const loading = loaderDeps(deps, context);
  const connection = await connectLoader(loading);
  const { tenant } = context;
  const at = { tenant, indexId: id };
  let open = false;
  let stage: RowStage = createStage(connection);
  return {
    indexId: id,
    most: 1,
    async begin(chunk) {
      await connection.query({ sql: 'begin' });
      open = true;
      stage = createStage(connection);
      await context.assertLease((sql, parameters) => connection.query({ sql, parameters }));
      await deletePublishedRows(connection, at, chunk);
    },
    send: (_chunk, batch) => stage.add(batch),
    async commit(chunk, summary, alongside) {
      await stage.moveTo({ tenant, id });
      await recordReplacedChunk(connection, at, chunk, summary);
      await alongside(connection, id);
      await keepReadersOut(connection, loading);
      await connection.query({ sql: 'commit' });
      open = false;
      // The stage's tables would otherwise be in the next chunk's way.
      await connection.query({ sql: 'discard temp' });
    },
    async abandon() {
      if (open) await connection.query({ sql: 'rollback' });
      open = false;
    },
    finish: async () => true,
    close: () => connection.end(),
  };
}

function logLeftover({ log, manifest }: TargetDeps, index: number, error: unknown): void {
  log.warn(
    { err: error, manifest_id: manifest.manifest_id, index },
    'A load without chunks could not be dropped; the next load of its repository does it',
  );
}

function hasOverlays({ repository }: RegisteredManifest, overlays: number): AppError {
  return new AppError(
    'conflict',
    'index_has_overlays',
    `${overlays} files of ${repository} have changed since its chunks were loaded; a chunk alone cannot be loaded over them. Load the whole manifest with force, or index the folder again`,
  );
}
