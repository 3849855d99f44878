import type { Tx } from '../../../../kernel/context.ts';
import { setBack } from '../../domain/chunk-state.ts';
import { changeStates } from './change-states.ts';
import type { StateChange } from './change-states.ts';
import type { Claimant } from './claim-chunk.ts';
import { ROWS_ARE_THERE } from './read-states.ts';
import type { FindActiveJobs } from './read-states.ts';

interface Held {
  number: number;
  status: 'processing' | 'completed';
  job_id: string | null;
  started_at: Date | null;
  retry_count: number;
  is_loaded: boolean;
}

const LOST = {
  code: 'process_lost',
  message:
    'The process that loaded the chunk ended before it did, time and again; see the log, then use force',
};

/**
 * Finds what an attempt that died left behind, this job's own or another's: chunks that were being processed are tried
 * again, as often as that is allowed, and those whose rows are gone, or in another index, are pending. Run while nobody else loads the
 * repository.
 */
export async function recoverChunks(
  tx: Tx,
  claimant: Claimant,
  indexId: number,
  findActiveJobs: FindActiveJobs,
): Promise<StateChange[]> {
  const rows = await tx.query<Held>({
    sql: `select s.number, s.status, s.job_id, s.started_at, s.retry_count,
        s.index_id = $3 and ${ROWS_ARE_THERE} as is_loaded
      from keelson.index_chunk_state s
      where s.tenant_id = $1 and s.manifest_id = $2 and s.status in ('processing', 'completed')
      order by s.number for update of s`,
    parameters: [claimant.tenant, claimant.manifestId, indexId],
  });
  const others = rows.flatMap(({ status, job_id: id }) =>
    status === 'processing' && id !== null && id !== claimant.jobId ? [id] : [],
  );
  const active = await findActiveJobs(tx, claimant.tenant, [...new Set(others)]);
  const changes = rows.flatMap((row): StateChange[] => {
    const { number, retry_count: retryCount } = row;
    if (row.status === 'completed') {
      return row.is_loaded ? [] : [{ number, status: 'pending', jobId: null, retryCount }];
    }
    const own = row.job_id === claimant.jobId;
    if (own ? row.started_at === null : active.has(row.job_id ?? '')) return [];
    const jobId = own ? row.job_id : null;
    if (row.started_at === null) return [{ number, status: 'pending', jobId, retryCount }];
    const setback = setBack(retryCount, true);
    return [{ number, jobId, ...setback, ...(setback.status === 'failed' && { error: LOST }) }];
  });
  if (changes.length > 0) await changeStates(tx, claimant, changes);
  return changes;
}
