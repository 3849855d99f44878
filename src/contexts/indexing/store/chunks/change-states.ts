import type { Tx } from '../../../../kernel/context.ts';
import { storable } from '../../../../kernel/storable-text.ts';

/** The chunks of one manifest. */
export interface ManifestRef {
  tenant: number;
  manifestId: string;
}

/** What a chunk becomes, other than completed. */
export interface StateChange {
  number: number;
  status: 'pending' | 'processing' | 'failed';
  /** The job that has it; null when any may take it. */
  jobId: string | null;
  retryCount: number;
  /** Not to be taken before so long from now. */
  delaySeconds?: number;
  /** Why it failed; there for failed ones alone. */
  error?: { code: string; message: string };
}

/** Longest message that is kept, in characters. */
const LONGEST_MESSAGE = 1000;

/**
 * Writes states, and forgets what the ones before said. With `heldBy`, only of chunks that this job is processing:
 * answers the numbers of those changed.
 */
export async function changeStates(
  tx: Tx,
  { tenant, manifestId }: ManifestRef,
  changes: readonly StateChange[],
  heldBy?: string,
): Promise<number[]> {
  const rows = await tx.query<{ number: number }>({
    sql: `update keelson.index_chunk_state s
      set status = r.status, job_id = r.job_id, retry_count = r.retry_count,
        retry_at = clock_timestamp() + make_interval(secs => r.delay),
        started_at = case when r.status = 'failed' then coalesce(s.started_at, clock_timestamp()) end,
        completed_at = case when r.status = 'failed' then clock_timestamp() end,
        error_code = r.code, error_message = r.message,
        symbols_processed = 0, checksum_verified = false, index_id = null, sha256 = null
      from unnest($3::int2[], $4::text[], $5::uuid[], $6::int2[], $7::float8[], $8::text[], $9::text[])
        as r (number, status, job_id, retry_count, delay, code, message)
      where s.tenant_id = $1 and s.manifest_id = $2 and s.number = r.number
        and ($10::uuid is null or s.job_id = $10 and s.status = 'processing')
      returning s.number`,
    parameters: [
      tenant,
      manifestId,
      changes.map(({ number }) => number),
      changes.map(({ status }) => status),
      changes.map(({ jobId }) => jobId),
      changes.map(({ retryCount }) => retryCount),
      changes.map(({ delaySeconds }) => delaySeconds ?? null),
      changes.map(({ error }) => error?.code ?? null),
      changes.map(({ error }) =>
        error === undefined ? null : storable(error.message).slice(0, LONGEST_MESSAGE),
      ),
      heldBy ?? null,
    ],
  });
  return rows.map(({ number }) => number);
}
