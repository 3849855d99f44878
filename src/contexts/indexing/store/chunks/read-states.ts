import type { Tx } from '../../../../kernel/context.ts';
import type { ChunkStatus } from '../../domain/chunk-state.ts';

/** A chunk's state as it stands in the database. */
export interface ChunkStateRow {
  number: number;
  chunk_id: string;
  status: ChunkStatus;
  started_at: Date | null;
  completed_at: Date | null;
  error_code: string | null;
  error_message: string | null;
  retry_count: number;
  retry_at: Date | null;
  symbols_processed: number;
  checksum_verified: boolean;
  job_id: string | null;
}

/**
 * Which of these jobs are queued or running. Asked of the queue, because only it knows whether the process behind a
 * chunk that is being processed still lives.
 */
export type FindActiveJobs = (
  tx: Tx,
  tenant: number,
  jobIds: readonly string[],
) => Promise<ReadonlySet<string>>;

/** Whether a completed state's rows are there; see the migration. */
export const ROWS_ARE_THERE = `exists (
  select from keelson.index_chunk c
  where c.tenant_id = s.tenant_id and c.index_id = s.index_id and c.chunk = s.number
    and c.sha256 is not distinct from s.sha256)`;

/**
 * States of a manifest's chunks by number, as they truly are: completed only while the rows are there, processing only
 * while a job has the chunk. Whoever changes them locks them with `lock`.
 */
export async function readStates(
  tx: Tx,
  where: { tenant: number; manifestId: string; chunkIds?: readonly string[] },
  findActiveJobs: FindActiveJobs,
  lock: 'lock' | 'read' = 'read',
): Promise<ChunkStateRow[]> {
  const rows = await tx.query<ChunkStateRow & { is_loaded: boolean }>({
    sql: `select s.number, s.chunk_id, s.status, s.started_at, s.completed_at, s.error_code, s.error_message,
        s.retry_count, s.retry_at, s.symbols_processed, s.checksum_verified, s.job_id,
        s.status = 'completed' and ${ROWS_ARE_THERE} as is_loaded
      from keelson.index_chunk_state s
      where s.tenant_id = $1 and s.manifest_id = $2 and ($3::text[] is null or s.chunk_id = any($3))
      order by s.number${lock === 'lock' ? ' for update of s' : ''}`,
    parameters: [where.tenant, where.manifestId, where.chunkIds ?? null],
  });
  const jobIds = rows.flatMap(({ status, job_id: id }) =>
    status === 'processing' && id !== null ? [id] : [],
  );
  const active =
    jobIds.length === 0 ? new Set<string>() : await findActiveJobs(tx, where.tenant, [...new Set(jobIds)]);
  return rows.map(({ is_loaded: isLoaded, ...row }) => {
    if (row.status === 'completed' && !isLoaded) return notLoaded(row);
    if (row.status === 'processing' && !active.has(row.job_id ?? '')) return notLoaded(row);
    return row;
  });
}

function notLoaded(row: ChunkStateRow): ChunkStateRow {
  return {
    ...row,
    status: 'pending',
    started_at: null,
    completed_at: null,
    error_code: null,
    error_message: null,
    symbols_processed: 0,
    checksum_verified: false,
    job_id: null,
  };
}
