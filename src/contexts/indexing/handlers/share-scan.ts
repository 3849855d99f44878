import { AppError } from '../../../kernel/errors.ts';
import type { JobContext, ReportProgress } from '../../../kernel/job.ts';
import type { ObjectStore } from '../../../platform/objects/object-store.ts';
import type { Overflow, PlannedChunk } from '../domain/chunk-plan.ts';
import { countShards, cutShards } from '../domain/cut-shards.ts';
import type { WrittenChunk } from '../pipeline/chunk-facts.ts';
import { inLanes } from '../pipeline/in-lanes.ts';
import type { Sharing } from '../pipeline/sharing.ts';
import type { IndexRepository, IndexShard, IndexShardResult } from '../schemas-job.ts';
import { indexedPath } from './index-requests.ts';
import type { IndexRepositoryDeps } from './index-repository.ts';
import { clearOldShards, openScratch, openShardStore, SHARD_KIND, type ShardStore } from './shard-store.ts';

/** Chunk files fetched at once. */
const LANES = 4;

export interface OpenSharing extends Sharing {
  /** Removes what the parts have left. */
  finish(): Promise<void>;
  /** Removes what this run has left on this machine. */
  close(): void;
}

/**
 * How an index job shares its scan out to others, where it was asked to and there is a place to put the results.
 * @param loading The index that rows go to, once the run's load has begun; null when rows are not wanted, undefined when
 *   they go where others cannot send theirs.
 */
export function openSharing(
  deps: IndexRepositoryDeps,
  context: JobContext,
  input: IndexRepository,
  { loading, progress }: { loading: () => number | null | undefined; progress: ReportProgress },
): OpenSharing | undefined {
  const { objects } = deps;
  // A clone is anywhere alike, and large ones gain; a folder is shared out when somebody says so.
  const asked =
    input.shards ?? (input.origin !== undefined && deps.chunkStore !== undefined ? 'auto' : undefined);
  if (asked === undefined || input.incremental === true || objects === undefined) return undefined;
  const { tenant, jobId } = context;
  const scratch = openScratch(deps.home, jobId);
  const store = openShardStore(objects, { tenant, jobId }, scratch.folder);
  let overflows: Overflow[] = [];
  return {
    async resume() {
      const done = await deps.database.tenant(tenant, (tx) =>
        context.childResults((sql, parameters) => tx.query({ sql, parameters })),
      );
      if (done.length === 0) return undefined;
      overflows = done.flatMap(({ result }) => (result as IndexShardResult).overflows);
      return store.getPlan();
    },
    async collect(plan, outDir) {
      const tooLarge = new Set(overflows.map(({ number }) => number));
      const chunks = plan.chunks.filter(({ number }) => !tooLarge.has(number));
      const byId = new Map(chunks.map((chunk) => [chunk.id, chunk]));
      const facts = await store.facts(chunks);
      const written: WrittenChunk[] = [];
      await inLanes(facts, LANES, async (chunk) => {
        context.signal.throwIfAborted();
        const there = await getIfThere(store, chunk, byId.get(chunk.id)!, outDir);
        if (there !== undefined) written.push(there);
        progress({ phase: 'collect', filesDone: written.length, filesTotal: facts.length });
      });
      return { written, overflows };
    },
    async offer(shared, missing) {
      const indexId = loading();
      const bytes = missing.reduce((sum, chunk) => sum + chunk.bytes, 0);
      const count = countShards(asked, { bytes, chunks: missing.length });
      if (indexId === undefined || count < 2) return;
      await clearLeftovers(deps, objects, tenant);
      await store.putPlan(shared);
      scratch.remove();
      const shards = cutShards(shared.plan.chunks, count);
      context.handOut(
        shards.map(({ from, to, files, bytes: shardBytes }, at) => {
          const part: IndexShard = {
            job: jobId,
            ...sourceOf(input, shared.commit),
            repository: indexedPath(input),
            index_id: indexId,
            shard: at + 1,
            of: count,
            from,
            to,
            ...(input.parallel !== undefined && { parallel: input.parallel }),
          };
          return { kind: SHARD_KIND, input: part, files, bytes: shardBytes };
        }),
      );
    },
    finish: () => store.clear(),
    close: () => scratch.remove(),
  };
}

/** Where a part finds the sources: in the folder, or in a clone of its own of the same commit. */
function sourceOf(
  { folder_path: folder, origin }: IndexRepository,
  commit: string | undefined,
): Pick<IndexShard, 'folder_path' | 'repository_url' | 'ref' | 'commit'> {
  if (origin === undefined) return { folder_path: folder };
  return {
    repository_url: origin.url,
    ...(origin.ref !== undefined && { ref: origin.ref }),
    ...(commit !== undefined && { commit }),
  };
}

/** A file that is gone is made again by whoever puts the parts together. */
async function getIfThere(
  store: ShardStore,
  chunk: WrittenChunk,
  { number }: PlannedChunk,
  folder: string,
): Promise<WrittenChunk | undefined> {
  try {
    return await store.getChunk(chunk, number, folder);
  } catch (error) {
    if (error instanceof AppError && ['object_not_found', 'object_damaged'].includes(error.code))
      return undefined;
    throw error;
  }
}

async function clearLeftovers(
  { database, findActiveJobs, log }: IndexRepositoryDeps,
  objects: ObjectStore,
  tenant: number,
): Promise<void> {
  if (findActiveJobs === undefined) return;
  try {
    await clearOldShards(objects, tenant, (jobIds) =>
      database.tenant(tenant, (tx) => findActiveJobs(tx, tenant, jobIds)),
    );
  } catch (error) {
    // It is in nobody's way: the next job tries again.
    log.warn({ err: error }, 'What earlier jobs left in the object store could not be removed');
  }
}
