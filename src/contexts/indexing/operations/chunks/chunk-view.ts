import type { ChunkState } from '../../schemas-manifest.ts';
import type { RegisteredManifest } from '../../store/chunks/find-manifest.ts';
import type { ChunkStateRow } from '../../store/chunks/read-states.ts';

/** A chunk's state as it is shown: what is not known is left out. */
export function chunkView({ manifest_id, document }: RegisteredManifest, row: ChunkStateRow): ChunkState {
  const time = (key: string, date: Date | null) => (date === null ? {} : { [key]: date.toISOString() });
  return {
    chunk_id: row.chunk_id,
    manifest_id,
    manifest_version: document.version,
    status: row.status,
    ...time('started_at', row.started_at),
    ...time('completed_at', row.completed_at),
    ...(row.error_code !== null && { error_code: row.error_code }),
    ...(row.error_message !== null && { error_message: row.error_message }),
    retry_count: row.retry_count,
    ...time('retry_at', row.retry_at),
    symbols_processed: row.symbols_processed,
    checksum_verified: row.checksum_verified,
    ...(row.status === 'processing' && row.job_id !== null && { job_id: row.job_id }),
  };
}
