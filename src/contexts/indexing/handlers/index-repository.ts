import { createHash } from 'node:crypto';
import path from 'node:path';
import { AppError } from '../../../kernel/errors.ts';
import type { JobContext, JobHandler } from '../../../kernel/job.ts';
import type { Database } from '../../../platform/db/types.ts';
import type { Log } from '../../../platform/log/create-log.ts';
import { CHUNK_SIZE, parseChunkSize } from '../domain/size-text.ts';
import { type IndexRun, runIndexing } from '../pipeline/run-indexing.ts';
import { IndexRepository, type IndexRepositoryResult } from '../schemas-job.ts';
import { openLoadSink } from './open-load-sink.ts';

/** What the handler works with. */
export interface IndexRepositoryDeps {
  database: Database;
  /** Keelson's data folder; chunk files go below it unless the job names another place. */
  home: string;
  log: Log;
}

/**
 * Job `indexing.index_repository`: writes chunk files and a manifest of a folder and, unless told not to, loads the
 * same records into the database in the same pass. What an earlier run left is reused where nothing has changed;
 * `force` starts over. Killed at any point, it goes on from the chunks already committed.
 */
export function createIndexRepository(
  deps: IndexRepositoryDeps,
): JobHandler<typeof IndexRepository, IndexRepositoryResult> {
  return {
    kind: 'indexing.index_repository',
    input: IndexRepository,
    async run(context, input, progress) {
      const began = performance.now();
      refuseContradiction(input);
      const sink = input.no_load === true ? undefined : openLoadSink(deps, context, indexedPath(input));
      try {
        const run = await runIndexing({
          folder: input.folder_path,
          outDir: input.output_dir ?? chunkFolder(deps.home, context, input),
          chunkSize: parseChunkSize(String(input.chunk_size ?? CHUNK_SIZE.standard)),
          signal: context.signal,
          progress,
          ...(input.parallel !== undefined && { parallel: input.parallel }),
          ...(input.subsystem !== undefined && { subsystem: input.subsystem }),
          ...(input.force !== undefined && { force: input.force }),
          ...(sink !== undefined && { sink }),
        });
        if (sink !== undefined) {
          progress({ phase: 'build indexes' });
          await sink.finish(run.manifest);
        }
        return resultOf(run, (performance.now() - began) / 1000);
      } finally {
        await sink?.close();
      }
    },
  };
}

function refuseContradiction({ incremental, force }: IndexRepository): void {
  if (incremental === true && force === true) {
    throw new AppError(
      'invalid',
      'invalid_input',
      'incremental and force exclude each other: leave one of them out',
    );
  }
}

/** A part of a tree is an index of its own, beside the one of the whole tree. */
function indexedPath({ folder_path: folder, subsystem }: IndexRepository): string {
  return subsystem === undefined ? folder : path.join(folder, subsystem);
}

/** Chunk files of one tenant's folder, below the data folder: the folder's name for people, a digest to be unique. */
function chunkFolder(home: string, { tenant }: JobContext, input: IndexRepository): string {
  const indexed = indexedPath(input);
  const digest = createHash('sha256')
    .update(`${input.folder_path}\0${input.subsystem ?? ''}`)
    .digest('hex')
    .slice(0, 12);
  const name = path.basename(indexed).replaceAll(/[^\w.-]/g, '_');
  return path.join(home, 'chunks', String(tenant), `${name}-${digest}`);
}

function resultOf(
  { repository, manifest, manifestFile, scanSeconds }: IndexRun,
  total: number,
): IndexRepositoryResult {
  const { totals } = manifest;
  return {
    repository,
    manifest_id: manifest.manifest_id,
    manifest: manifestFile,
    files: totals.files,
    symbols: totals.symbols,
    calls: totals.calls,
    entrypoints: totals.entrypoints,
    chunks: manifest.total_chunks,
    bytes: totals.source_bytes,
    seconds: { scan: round(scanSeconds), load: round(total - scanSeconds), total: round(total) },
    languages: manifest.languages,
    skipped: manifest.skipped,
  };
}

const round = (seconds: number): number => Math.round(seconds * 1000) / 1000;
