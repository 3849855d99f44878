import type { Tx } from '../../../../kernel/context.ts';
import type { ManifestRef } from './change-states.ts';

/** A chunk that this job alone processes now. */
export interface ClaimedChunk {
  number: number;
  retryCount: number;
}

/** What there is to claim. */
export interface Claimant extends ManifestRef {
  jobId: string;
  /** Whether any pending chunk will do, or only those given to this job. */
  any: boolean;
}

const CLAIMABLE = `s.tenant_id = $1 and s.manifest_id = $2 and (
  s.status = 'pending' and ($4 or s.job_id = $3) or
  s.status = 'processing' and s.job_id = $3 and s.started_at is null)`;

/** Takes the first chunk that may be taken now. Of any number of claimants, one gets it. */
export async function claimChunk(tx: Tx, claimant: Claimant): Promise<ClaimedChunk | undefined> {
  const rows = await tx.query<{ number: number; retry_count: number }>({
    name: 'indexing_claim_chunk',
    sql: `update keelson.index_chunk_state c
      set status = 'processing', job_id = $3, started_at = clock_timestamp(), retry_at = null
      where c.tenant_id = $1 and c.manifest_id = $2 and c.number = (
        select s.number from keelson.index_chunk_state s
        where ${CLAIMABLE} and (s.retry_at is null or s.retry_at <= clock_timestamp())
        order by s.number limit 1 for update skip locked)
      returning c.number, c.retry_count`,
    parameters: [claimant.tenant, claimant.manifestId, claimant.jobId, claimant.any],
  });
  const [row] = rows;
  return row === undefined ? undefined : { number: row.number, retryCount: row.retry_count };
}

/** Milliseconds until the next chunk may be taken; undefined when there is none to wait for. */
export async function nextClaimInMs(tx: Tx, claimant: Claimant): Promise<number | undefined> {
  const [row] = await tx.query<{ wait: number | null }>({
    name: 'indexing_next_claim',
    sql: `select extract(epoch from min(coalesce(s.retry_at, clock_timestamp())) - clock_timestamp())::float8 * 1000 as wait
      from keelson.index_chunk_state s where ${CLAIMABLE}`,
    parameters: [claimant.tenant, claimant.manifestId, claimant.jobId, claimant.any],
  });
  return row?.wait === null || row === undefined ? undefined : Math.max(0, row.wait);
}

/** What is known of a chunk whose rows are there. */
export interface ChunkDone {
  number: number;
  indexId: number;
  sha256: string | undefined;
  verified: boolean;
  symbols: number;
}

/** Completes a chunk in the transaction that holds its rows; false when it is not this job's any more. */
export async function completeChunk(
  tx: Tx,
  { tenant, manifestId, jobId }: Claimant,
  done: ChunkDone,
): Promise<boolean> {
  const rows = await tx.query({
    name: 'indexing_complete_chunk',
    sql: `update keelson.index_chunk_state
      set status = 'completed', completed_at = clock_timestamp(), error_code = null, error_message = null,
        symbols_processed = $5, checksum_verified = $6, index_id = $7, sha256 = $8
      where tenant_id = $1 and manifest_id = $2 and number = $3 and status = 'processing' and job_id = $4
      returning number`,
    parameters: [
      tenant,
      manifestId,
      done.number,
      jobId,
      done.symbols,
      done.verified,
      done.indexId,
      done.sha256 ?? null,
    ],
  });
  return rows.length === 1;
}
