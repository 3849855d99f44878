import { AppError } from '../../../kernel/errors.ts';
import type { JobHandler } from '../../../kernel/job.ts';
import { countStates } from '../domain/chunk-state.ts';
import { makeScratchFolder } from '../pipeline/scratch-folder.ts';
import { ProcessChunks, type ProcessChunksResult } from '../schemas-job.ts';
import { changeStates } from '../store/chunks/change-states.ts';
import type { Claimant } from '../store/chunks/claim-chunk.ts';
import { findManifest } from '../store/chunks/find-manifest.ts';
import { readStates } from '../store/chunks/read-states.ts';
import type { ChunkStateRow } from '../store/chunks/read-states.ts';
import { recoverChunks } from '../store/chunks/recover-chunks.ts';
import { buildSearchWhenDue } from './build-search-when-due.ts';
import { openTarget } from './chunk-target.ts';
import { runLanes } from './load-lanes.ts';
import type { LoadTotals } from './load-lanes.ts';
import { claimantOf } from './load-run.ts';
import type { LoadRun, ProcessChunksDeps } from './load-run.ts';

/**
 * Job `indexing.process_chunks`: loads chunk files of a registered manifest, each in a transaction that also completes
 * its state, and publishes the index when the last of them is there. A faulty chunk does not stop the others. Killed
 * at any point, it goes on from what is committed.
 */
export function createProcessChunks(
  deps: ProcessChunksDeps,
): JobHandler<typeof ProcessChunks, ProcessChunksResult> {
  return {
    kind: 'indexing.process_chunks',
    input: ProcessChunks,
    async run(context, input, progress) {
      const began = performance.now();
      const manifest = await deps.database.tenant(context.tenant, (tx) =>
        findManifest(tx, context.tenant, input.manifest_id),
      );
      const run = { ...deps, context, input, manifest, progress, completedBefore: 0 };
      const { totals, published } = await withFetching(run, load);
      if (published) await buildSearchWhenDue(deps, context, manifest.repository);
      const states = await statesOf(run);
      const failed = states.filter(({ status }) => status === 'failed');
      if (totals.failed > 0 && failed.length > 0) throw chunksFailed(failed, states.length);
      return {
        manifest_id: manifest.manifest_id,
        repository: manifest.repository,
        total_chunks: states.length,
        chunks: countStates(states),
        loaded: totals.loaded,
        symbols: totals.symbols,
        bytes: totals.bytes,
        published,
        seconds: Math.round(performance.now() - began) / 1000,
      };
    },
  };
}

/** Does work that takes chunk files from the chunk store where they are missing. */
async function withFetching<Result>(run: LoadRun, work: (run: LoadRun) => Promise<Result>): Promise<Result> {
  const { chunkStore, manifest, context, home } = run;
  if (chunkStore === undefined) return work(run);
  const scratch = await makeScratchFolder(home);
  try {
    return await work({
      ...run,
      fetched: (chunk, read) =>
        chunkStore.withChunk(context.tenant, manifest.manifest_id, chunk, scratch.path, read),
    });
  } finally {
    await scratch.remove();
  }
}

async function load(run: LoadRun): Promise<{ totals: LoadTotals; published: boolean }> {
  const { database, log, context, manifest, progress } = run;
  const claimant = claimantOf(run);
  progress({ phase: 'wait for other writers' });
  const isPartial = run.input.own_chunks_only;
  const target = await openTarget({ database, log, context, manifest, isPartial });
  try {
    const recovered = await database.tenant(context.tenant, async (tx) => {
      await context.assertLease((sql, parameters) => tx.query({ sql, parameters }));
      return recoverChunks(tx, claimant, target.indexId, run.findActiveJobs);
    });
    if (recovered.length > 0) {
      log.warn(
        { manifest_id: manifest.manifest_id, chunks: recovered.length },
        'Recovered chunks of a load that ended early',
      );
    }
    const { completed } = countStates(await statesOf(run));
    const totals = await runLanes({ ...run, completedBefore: completed }, target);
    progress({ phase: 'build indexes' });
    return { totals, published: await target.finish() };
  } finally {
    await target.close();
    if (context.signal.aborted) await handBack(run, claimant);
  }
}

/** Chunks that were begun are as before when the job is stopped; one that was killed leaves that to the next. */
async function handBack({ database, log, manifest }: LoadRun, claimant: Claimant): Promise<void> {
  const { tenant, jobId } = claimant;
  try {
    await database.tenant(tenant, async (tx) => {
      const held = await readStates(tx, claimant, async () => new Set([jobId]), 'lock');
      const begun = held.filter((state) => state.job_id === jobId && state.started_at !== null);
      await changeStates(
        tx,
        claimant,
        begun.map(({ number, retry_count: retryCount }) => ({
          number,
          status: 'pending',
          jobId,
          retryCount,
        })),
        jobId,
      );
    });
  } catch (error) {
    log.warn(
      { err: error, manifest_id: manifest.manifest_id },
      'Chunks that were begun could not be handed back',
    );
  }
}

function statesOf({ database, context, manifest, findActiveJobs }: LoadRun): Promise<ChunkStateRow[]> {
  const { tenant } = context;
  return database.tenant(tenant, (tx) =>
    readStates(tx, { tenant, manifestId: manifest.manifest_id }, findActiveJobs),
  );
}

const NAMED = 3;

function chunksFailed(failed: readonly ChunkStateRow[], total: number): AppError {
  const named = failed.slice(0, NAMED).map(({ error_message: why }) => why ?? '');
  const more = failed.length > NAMED ? `; and ${failed.length - NAMED} more` : '';
  return new AppError(
    'unprocessable',
    'chunks_failed',
    `${failed.length} of ${total} chunks failed: ${named.join('; ')}${more}. The others are kept: mend the files, then process the manifest again`,
  );
}
