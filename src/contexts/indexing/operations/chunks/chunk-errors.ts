import { AppError } from '../../../../kernel/errors.ts';
import type { ChunkStateRow } from '../../store/chunks/read-states.ts';

const SHOWN = 80;

export function chunkNotFound(chunkId: string, manifestId: string): AppError {
  return new AppError(
    'not_found',
    'chunk_not_found',
    `Manifest ${manifestId} has no chunk ${chunkId.slice(0, SHOWN)}; \`keelson chunks status\` lists its chunks`,
  );
}

/** A list of chunks is taken whole or not at all. */
export function chunksNotInManifest(unknown: readonly string[], manifestId: string): AppError {
  const named = unknown.slice(0, 5).map((id) => id.slice(0, SHOWN));
  return new AppError(
    'invalid',
    'chunk_not_in_manifest',
    `Manifest ${manifestId} has no chunk ${named.join(', ')}${unknown.length > named.length ? ' …' : ''}; nothing was set going`,
    { extra: { unknown_chunk_ids: unknown.slice(0, 100) } },
  );
}

export function alreadyProcessing(chunk: ChunkStateRow): AppError {
  return new AppError(
    'conflict',
    'chunk_already_processing',
    `Chunk ${chunk.chunk_id} is being processed by job ${chunk.job_id ?? 'unknown'}; wait for it, or cancel the job`,
    { extra: { chunk_id: chunk.chunk_id, ...(chunk.job_id !== null && { job_id: chunk.job_id }) } },
  );
}

export function failedForGood(chunk: ChunkStateRow): AppError {
  return new AppError(
    'conflict',
    'chunk_failed_permanently',
    `Chunk ${chunk.chunk_id} has failed after ${chunk.retry_count} retries: ${chunk.error_message ?? 'no reason is known'}. Mend the file, then process it with force`,
    { extra: { chunk_id: chunk.chunk_id, retry_count: chunk.retry_count } },
  );
}
