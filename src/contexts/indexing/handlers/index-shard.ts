import type { JobContext, JobHandler, ReportProgress } from '../../../kernel/job.ts';
import { AppError } from '../../../kernel/errors.ts';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { chunkFileName } from '../pipeline/build-manifest.ts';
import { checkSources } from '../pipeline/check-sources.ts';
import { resolveFolder } from '../pipeline/list-files.ts';
import { scanShard } from '../pipeline/scan-plan.ts';
import type { SharedPlan } from '../pipeline/shared-plan.ts';
import { createThreadCrew, threadsFor } from '../pipeline/thread-crew.ts';
import { IndexShard, type IndexShardResult } from '../schemas-job.ts';
import { createLoader } from '../store/load/create-loader.ts';
import type { IndexLoader } from '../store/load/types.ts';
import { loaderDeps } from './index-requests.ts';
import type { IndexRepositoryDeps } from './index-repository.ts';
import { withSource } from './take-source.ts';
import { openScratch, openShardStore, SHARD_KIND, type ShardStore } from './shard-store.ts';

/**
 * Job `indexing.index_shard`: scans some chunks of a plan that another job has made, stores their files with what is
 * known of them, and sends their rows into the index which that job has begun. Killed at any point, it goes on from
 * the chunks that are stored and committed.
 */
export function createIndexShard(deps: IndexRepositoryDeps): JobHandler<typeof IndexShard, IndexShardResult> {
  return {
    kind: SHARD_KIND,
    input: IndexShard,
    async run(context, input, progress) {
      const { objects } = deps;
      if (objects === undefined) throw new AppError('internal', 'no_objects', 'There is no object store');
      const began = performance.now();
      const scratch = openScratch(deps.home, context.jobId);
      const loader = createLoader(loaderDeps(deps, context));
      try {
        const store = openShardStore(objects, { tenant: context.tenant, jobId: input.job }, scratch.folder);
        const shared = await store.getPlan();
        const done = await withSource(deps, context, sourceOf(input), progress, ({ folder_path: folder }) =>
          scan(context, input, {
            root: resolveFolder(folder),
            shared,
            store,
            loader,
            scratch: scratch.folder,
            progress,
          }),
        );
        return { ...done, seconds: Math.round(performance.now() - began) / 1000 };
      } finally {
        await loader.abort();
        scratch.remove();
      }
    },
  };
}

function sourceOf({ folder_path, repository_url, ref, commit }: IndexShard) {
  return { folder_path, repository_url, ref, commit };
}

interface Work {
  /** Where the sources are. */
  root: string;
  shared: SharedPlan;
  store: ShardStore;
  loader: IndexLoader;
  /** Where chunk files are until they are stored. */
  scratch: string;
  progress: ReportProgress;
}

async function scan(
  { signal }: JobContext,
  input: IndexShard,
  { root, shared, store, loader, scratch, progress }: Work,
): Promise<Omit<IndexShardResult, 'seconds'>> {
  const { plan, generator } = shared;
  const chunks = plan.chunks.filter(({ number }) => number >= input.from && number <= input.to);
  checkSources(root, plan, chunks, { byTime: input.commit === undefined });
  const { index_id: indexId, repository: repositoryPath } = input;
  const committed =
    indexId === null ? new Set<number>() : (await loader.join({ indexId, repositoryPath })).committed;
  const written = new Map((await store.facts(chunks)).map((chunk) => [chunk.id, chunk]));
  const byId = new Map(chunks.map((chunk) => [chunk.id, chunk]));
  const threads = threadsFor(input.parallel);
  const crew = createThreadCrew(threads);
  try {
    const overflows = await scanShard(plan, chunks, {
      root,
      outDir: scratch,
      generator,
      threads,
      crew,
      written,
      async note(chunk) {
        await store.putChunk(chunk, byId.get(chunk.id)!.number, scratch);
        await rm(path.join(scratch, chunkFileName(chunk.id)));
      },
      sink: indexId === null ? undefined : loader,
      committed,
      onProgress: (scanned) => progress({ phase: 'scan', ...scanned }),
      signal,
    });
    const { shard, of, commit } = input;
    return { shard, of, chunks: chunks.length, ...(commit !== undefined && { commit }), overflows };
  } finally {
    await crew.dismiss();
  }
}
