import type { JobContext, ReportProgress } from '../../../kernel/job.ts';
import { scopeOf } from '../domain/source-scope.ts';
import { packSources } from '../pipeline/pack-sources.ts';
import { type IndexRun, runIndexing } from '../pipeline/run-indexing.ts';
import type { IndexRepository, IndexRepositoryResult } from '../schemas-job.ts';
import { registerManifest } from '../store/chunks/register-manifest.ts';
import { holdRepository } from '../store/load/repository-lock.ts';
import type { LoadedSource } from '../store/load/types.ts';
import { chunkSizeOf, indexedPath, loaderDeps, outputOf } from './index-requests.ts';
import type { IndexRepositoryDeps } from './index-repository.ts';
import { openLoadSink } from './open-load-sink.ts';
import { forgetOlder, shareChunks } from './share-chunks.ts';
import { openSharing } from './share-scan.ts';

/**
 * Indexes a folder as a whole: chunk files, manifest and, unless the request says not to, the database. Runs that
 * write to one index wait for each other, from before they look at the folder.
 */
export async function indexWhole(
  deps: IndexRepositoryDeps,
  context: JobContext,
  input: IndexRepository,
  progress: ReportProgress,
): Promise<IndexRepositoryResult> {
  const began = performance.now();
  const isLoaded = input.no_load !== true;
  const scope = scopeOf(input);
  const sink = isLoaded ? openLoadSink(deps, context, indexedPath(input)) : undefined;
  const loading = () => (sink === undefined ? null : sink.loading?.());
  const sharing = openSharing(deps, context, input, { loading, progress });
  const release = isLoaded
    ? await holdRepository(loaderDeps(deps, context), indexedPath(input))
    : () => Promise.resolve();
  try {
    const run = await runIndexing({
      folder: input.folder_path,
      outDir: outputOf(deps.home, context.tenant, input),
      chunkSize: chunkSizeOf(input),
      signal: context.signal,
      progress,
      ...(input.parallel !== undefined && { parallel: input.parallel }),
      ...(input.subsystem !== undefined && { subsystem: input.subsystem }),
      ...(input.force !== undefined && { force: input.force }),
      ...(scope !== undefined && { scope }),
      ...(input.origin !== undefined && { origin: input.origin }),
      ...(sink !== undefined && { sink }),
      ...(sharing !== undefined && { sharing }),
    });
    const folder = outputOf(deps.home, context.tenant, input);
    await shareChunks(deps, context, run.manifest, folder, progress);
    if (sink !== undefined) {
      progress({ phase: 'build indexes' });
      await sink.finish(run.manifest, sourceOf(deps, context, input, run));
    } else {
      const registration = { manifest: run.manifest, repository: indexedPath(input), folder };
      await deps.database.tenant(context.tenant, (tx) => registerManifest(tx, context.tenant, registration));
    }
    await forgetOlder(deps, context, indexedPath(input));
    await sharing?.finish();
    return resultOf(input, run, (performance.now() - began) / 1000);
  } finally {
    sharing?.close();
    await sink?.close();
    await release();
  }
}

/** What later runs need to know of this one. */
function sourceOf(
  { home }: IndexRepositoryDeps,
  { tenant }: JobContext,
  input: IndexRepository,
  { sources: { files, generator, commit } }: IndexRun,
): LoadedSource {
  const scope = scopeOf(input);
  return {
    generator,
    commit,
    files: packSources(files),
    request: {
      ...namedSource(input),
      chunk_size: chunkSizeOf(input),
      output_dir: outputOf(home, tenant, input),
      ...(input.subsystem !== undefined && { subsystem: input.subsystem }),
      ...(scope !== undefined && { scope }),
    },
  };
}

/** The same source for whoever makes the index again, maybe on another machine. */
function namedSource({ folder_path, origin, output_dir }: IndexRepository) {
  if (origin === undefined) return { folder_path };
  return { repository_url: origin.url, ref: origin.ref, default_output: output_dir === undefined };
}

function resultOf(
  input: IndexRepository,
  { repository, manifest, manifestFile, scanSeconds }: IndexRun,
  total: number,
): IndexRepositoryResult {
  const { totals } = manifest;
  return {
    repository: input.origin?.indexName ?? repository,
    manifest_id: manifest.manifest_id,
    manifest: manifestFile,
    files: totals.files,
    symbols: totals.symbols,
    calls: totals.calls,
    entrypoints: totals.entrypoints,
    chunks: manifest.total_chunks,
    bytes: totals.source_bytes,
    seconds: {
      scan: roundSeconds(scanSeconds),
      load: roundSeconds(total - scanSeconds),
      total: roundSeconds(total),
    },
    languages: manifest.languages,
    skipped: manifest.skipped,
  };
}

/** Seconds to the millisecond. */
export const roundSeconds = (seconds: number): number => Math.round(seconds * 1000) / 1000;
