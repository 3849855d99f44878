import { operation } from '../../../../kernel/operation.ts';
import { CleanupAnswer, CleanupInput } from '../../schemas-manifest.ts';
import { changeStates } from '../../store/chunks/change-states.ts';
import { findManifest } from '../../store/chunks/find-manifest.ts';
import { readStates } from '../../store/chunks/read-states.ts';
import { renderCleanup } from '../render-chunks.ts';

/**
 * Takes chunks back from jobs that have had them for too long. Chunks of jobs that are no more need no such help. A
 * job that still works on one loses it: what it commits after this is refused.
 */
export const cleanupChunks = operation({
  name: 'indexing.cleanup_chunks',
  summary: 'Make chunks pending again that have been processing for too long',
  access: 'indexing:write',
  effect: 'write',
  input: CleanupInput,
  output: CleanupAnswer,
  errors: ['manifest_not_found', 'ambiguous_manifest'],
  http: { method: 'POST', path: '/api/v1/chunks/cleanup' },
  cli: {
    command: 'chunks cleanup [manifest_id]',
    examples: ['keelson chunks cleanup --older-than-minutes 10'],
    render: renderCleanup,
  },
  async run({ tx, tenant, now }, { manifest_id, older_than_minutes: minutes }) {
    const { manifest_id: manifestId } = await findManifest(tx, tenant, manifest_id);
    const where = { tenant, manifestId };
    const everyJob = async (_tx: unknown, _tenant: number, ids: readonly string[]) => new Set(ids);
    const states = await readStates(tx, where, everyJob, 'lock');
    const stuck = states.filter(
      ({ status, started_at: began }) =>
        status === 'processing' && began !== null && now.getTime() - began.getTime() >= minutes * 60_000,
    );
    await changeStates(
      tx,
      where,
      stuck.map(({ number, retry_count }) => ({
        number,
        status: 'pending',
        jobId: null,
        retryCount: retry_count,
      })),
    );
    const reset = stuck.map(({ chunk_id: id }) => id);
    return {
      value: { manifest_id: manifestId, reset },
      events:
        reset.length === 0
          ? []
          : [
              {
                type: 'indexing.v1.ChunksReset',
                subject: `manifest/${manifestId}`,
                data: { chunks: reset.length },
              },
            ],
    };
  },
});
