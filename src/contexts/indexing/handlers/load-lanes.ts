import { setTimeout as sleep } from 'node:timers/promises';
import { AppError, messageOf, toAppError } from '../../../kernel/errors.ts';
import { setBack } from '../domain/chunk-state.ts';
import { adaptThreads, threadsWithin } from '../domain/memory-bound.ts';
import { compileEngine } from '../extract/engine.ts';
import { startReader } from '../pipeline/chunk-reader.ts';
import type { ChunkReader } from '../pipeline/chunk-reader.ts';
import { changeStates } from '../store/chunks/change-states.ts';
import { claimChunk, completeChunk, nextClaimInMs } from '../store/chunks/claim-chunk.ts';
import type { ClaimedChunk } from '../store/chunks/claim-chunk.ts';
import type { ChunkTarget } from './chunk-target.ts';
import { endsJob, FAIL_ON_PURPOSE, isPassing, loadOneChunk } from './load-one-chunk.ts';
import { claimantOf } from './load-run.ts';
import type { LoadRun } from './load-run.ts';

/** What a run has done. */
export interface LoadTotals {
  loaded: number;
  failed: number;
  symbols: number;
  bytes: number;
}

const USUAL_THREADS = 2;
const USUAL_MEMORY_MB = 450;
const MB = 1_000_000;
const LONGEST_WAIT_MS = 1000;

/** Loads chunks in as many threads as settings, target and memory allow, until none is left to claim. */
export async function runLanes(run: LoadRun, target: ChunkTarget): Promise<LoadTotals> {
  const { input, manifest } = run;
  const bound = (input.max_memory_mb ?? USUAL_MEMORY_MB) * MB;
  const most = Math.min(input.parallelism ?? USUAL_THREADS, target.most, manifest.document.total_chunks);
  const sizes = manifest.document.chunks.map(({ size_bytes: size }) => size);
  const fits = threadsWithin(bound, sizes, most);
  // A bound that was asked for holds; the usual one gives way to a large chunk.
  const fitting = input.max_memory_mb === undefined ? Math.max(1, fits) : fits;
  if (fitting === 0) throw boundTooSmall(input.max_memory_mb ?? 0);
  const totals: LoadTotals = { loaded: 0, failed: 0, symbols: 0, bytes: 0 };
  const module = compileEngine();
  const lanes = new Map<number, Promise<void>>();
  const state = { wanted: input.adaptive_parallelism === true ? 1 : fitting, stopped: false };
  let failure: { error: unknown } | undefined;

  const lane = async (place: number): Promise<void> => {
    const reader = startReader({
      module,
      folder: manifest.folder,
      policy: input.checksum_policy ?? 'strict',
    });
    try {
      while (!state.stopped && place < state.wanted) {
        run.context.signal.throwIfAborted();
        const claim = await takeNext(run);
        if (claim === undefined) return;
        if ((await processChunk(run, target, reader, claim, totals)) === 'stop') state.stopped = true;
        if (input.adaptive_parallelism === true) adapt();
      }
    } catch (error) {
      failure ??= { error };
      state.stopped = true;
    } finally {
      await reader.close();
      lanes.delete(place);
    }
  };
  const adapt = (): void => {
    state.wanted = adaptThreads({
      rss: process.memoryUsage.rss(),
      bound,
      threads: state.wanted,
      most: fitting,
    });
    start();
  };
  const start = (): void => {
    for (let place = 0; place < state.wanted && !state.stopped; place += 1) {
      if (!lanes.has(place)) lanes.set(place, lane(place));
    }
  };
  start();
  while (lanes.size > 0) await Promise.all(lanes.values());
  if (failure !== undefined) throw failure.error;
  return totals;
}

/** The next chunk to load; waits for one whose next try is due later. */
async function takeNext(run: LoadRun): Promise<ClaimedChunk | undefined> {
  const { database, context } = run;
  const claimant = claimantOf(run);
  for (;;) {
    const claim = await database.tenant(context.tenant, async (tx) => {
      await context.assertLease((sql, parameters) => tx.query({ sql, parameters }));
      return claimChunk(tx, claimant);
    });
    if (claim !== undefined) return claim;
    const wait = await database.tenant(context.tenant, (tx) => nextClaimInMs(tx, claimant));
    if (wait === undefined) return undefined;
    await sleep(Math.min(wait + 5, LONGEST_WAIT_MS), undefined, { signal: context.signal });
  }
}

/** Loads a claimed chunk, or notes why it could not be; `stop` when no other is to be begun. */
async function processChunk(
  run: LoadRun,
  target: ChunkTarget,
  reader: ChunkReader,
  claim: ClaimedChunk,
  totals: LoadTotals,
): Promise<'go on' | 'stop'> {
  const { log, context, input, manifest } = run;
  const claimant = claimantOf(run);
  const chunk = manifest.document.chunks[claim.number]!;
  const about = {
    manifest_id: manifest.manifest_id,
    chunk_id: chunk.id,
    ordinal: chunk.ordinal,
    of: manifest.document.total_chunks,
    job_id: context.jobId,
  };
  const began = performance.now();
  report(run, totals, chunk.id);
  try {
    const loaded = await loadOneChunk(reader, target, chunk, {
      isToFail: chunk.ordinal === input.fail_at_chunk,
      ...(run.fetched !== undefined && { fetched: run.fetched }),
      complete:
        ({ sha256, verified, counts }) =>
        async (tx, indexId) => {
          const done = { number: claim.number, indexId, sha256, verified, symbols: counts.symbols };
          if (!(await completeChunk(tx, claimant, done))) throw takenAway(chunk.id);
        },
    });
    totals.loaded += 1;
    totals.symbols += loaded.counts.symbols;
    totals.bytes += loaded.bytes;
    if (loaded.warning !== undefined)
      log.warn({ ...about, why: loaded.warning }, 'A chunk was loaded that is not what its manifest says');
    const ms = Math.round(performance.now() - began);
    log.info(
      { ...about, bytes: loaded.bytes, symbols: loaded.counts.symbols, verified: loaded.verified, ms },
      'A chunk was loaded',
    );
    report(run, totals, chunk.id);
    return 'go on';
  } catch (error) {
    if (endsJob(error, context.signal)) throw error;
    const settled = await noteFailure(run, claim, error);
    if (settled === 'failed') totals.failed += 1;
    const shown = error instanceof AppError ? { code: error.code, why: error.message } : { err: error };
    log.warn(
      { ...about, ...shown, retry: claim.retryCount },
      settled === 'failed' ? 'A chunk failed' : 'A chunk will be tried again',
    );
    return error instanceof AppError && error.code === FAIL_ON_PURPOSE ? 'stop' : 'go on';
  }
}

/** Writes down that a chunk failed, or that it is to be tried again. */
async function noteFailure(run: LoadRun, claim: ClaimedChunk, error: unknown): Promise<'failed' | 'pending'> {
  const { database, context } = run;
  const claimant = claimantOf(run);
  const setback = setBack(claim.retryCount, isPassing(error));
  const { code } = toAppError(error);
  const jobId = setback.status === 'pending' ? context.jobId : null;
  await database.tenant(context.tenant, async (tx) => {
    await context.assertLease((sql, parameters) => tx.query({ sql, parameters }));
    await changeStates(
      tx,
      claimant,
      [
        {
          number: claim.number,
          jobId,
          ...setback,
          ...(setback.status === 'failed' && { error: { code, message: messageOf(error) } }),
        },
      ],
      context.jobId,
    );
  });
  return setback.status;
}

function report({ progress, manifest, completedBefore }: LoadRun, totals: LoadTotals, current: string): void {
  progress({
    phase: 'load chunks',
    filesDone: completedBefore + totals.loaded,
    filesTotal: manifest.document.total_chunks,
    bytesDone: totals.bytes,
    current,
  });
}

function takenAway(chunkId: string): AppError {
  return new AppError(
    'conflict',
    'chunk_taken_away',
    `Chunk ${chunkId} was taken from this job while it was being loaded; nothing of it was kept`,
  );
}

function boundTooSmall(megabytes: number): AppError {
  return new AppError(
    'unprocessable',
    'memory_bound_too_small',
    `Not even the largest chunk fits ${megabytes} MB; give more memory, or index again with a smaller chunk size`,
  );
}
