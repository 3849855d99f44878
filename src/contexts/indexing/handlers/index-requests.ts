import { createHash } from 'node:crypto';
import path from 'node:path';
import type { JobContext } from '../../../kernel/job.ts';
import { CHUNK_SIZE, parseChunkSize } from '../domain/size-text.ts';
import type { IndexRepository } from '../schemas-job.ts';
import type { LoaderDeps } from '../store/load/types.ts';
import type { IndexRepositoryDeps } from './index-repository.ts';

/** A part of a tree is an index of its own, beside the one of the whole tree. */
export function indexedPath({ folder_path: folder, subsystem, origin }: IndexRepository): string {
  const whole = origin?.indexName ?? folder;
  if (subsystem === undefined) return whole;
  return origin === undefined ? path.join(whole, subsystem) : `${whole}/${subsystem}`;
}

/** Where a request's chunk files go. */
export function outputOf(home: string, tenant: number, input: IndexRepository): string {
  return path.resolve(input.output_dir ?? chunkFolder(home, tenant, input));
}

/** Bytes no chunk file of a request exceeds. */
export function chunkSizeOf(input: IndexRepository): number {
  return parseChunkSize(String(input.chunk_size ?? CHUNK_SIZE.standard));
}

/** Chunk files of one tenant's folder, below the data folder: the folder's name for people, a digest to be unique. */
function chunkFolder(home: string, tenant: number, input: IndexRepository): string {
  const indexed = indexedPath(input);
  const digest = createHash('sha256')
    .update(`${input.origin?.indexName ?? input.folder_path}\0${input.subsystem ?? ''}`)
    .digest('hex')
    .slice(0, 12);
  const name = path.basename(indexed).replaceAll(/[^\w.-]/g, '_');
  return path.join(home, 'chunks', String(tenant), `${name}-${digest}`);
}

/** What a loader needs to work for a job. */
export function loaderDeps(
  { database, log }: Pick<IndexRepositoryDeps, 'database' | 'log'>,
  context: JobContext,
): LoaderDeps {
  return {
    database,
    tenant: context.tenant,
    assertLease: (query) => context.assertLease(query),
    by: { actor: context.actor, requestId: context.jobId },
    log,
    signal: context.signal,
  };
}
