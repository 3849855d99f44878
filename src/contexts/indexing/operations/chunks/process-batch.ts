import { operation } from '../../../../kernel/operation.ts';
import { ProcessBatchAnswer, ProcessBatchInput } from '../../schemas-manifest.ts';
import { findManifest } from '../../store/chunks/find-manifest.ts';
import { readStates } from '../../store/chunks/read-states.ts';
import type { ChunkDeps } from './chunk-deps.ts';
import { chunksNotInManifest } from './chunk-errors.ts';
import { giveToJob, sortChunks } from './start-processing.ts';

/** Chunks that are processing, completed (without force) or failed for good are left alone; the answer lists the rest. */
export function createProcessBatch(deps: ChunkDeps) {
  return operation({
    name: 'indexing.process_chunk_batch',
    summary: 'Load several chunk files into the index',
    description: 'Answers at once with the chunks it has set going; the work is one job.',
    access: 'indexing:write',
    effect: 'write',
    input: ProcessBatchInput,
    output: ProcessBatchAnswer,
    errors: ['manifest_not_found', 'ambiguous_manifest', 'chunk_not_in_manifest', 'queue_full'],
    http: { method: 'POST', path: '/mcp/chunks/process/batch', status: 202, invalidStatus: 422 },
    mcp: { tool: 'process_chunk_batch', toolset: 'chunks' },
    async run(context, { chunk_ids: asked, force, manifest_id, ...settings }) {
      const { tx, tenant } = context;
      const manifest = await findManifest(tx, tenant, manifest_id);
      const manifestId = manifest.manifest_id;
      const chunkIds = [...new Set(asked)];
      const states = await readStates(tx, { tenant, manifestId, chunkIds }, deps.findActiveJobs, 'lock');
      const known = new Map(states.map((state) => [state.chunk_id, state]));
      const unknown = chunkIds.filter((id) => !known.has(id));
      if (unknown.length > 0) throw chunksNotInManifest(unknown, manifestId);
      const { taken } = sortChunks(
        chunkIds.map((id) => known.get(id)!),
        force,
      );
      const processing = taken.map(({ state }) => state.chunk_id);
      const answer = { total_chunks: chunkIds.length, processing, manifest_id: manifestId };
      if (taken.length === 0) {
        const message = 'None of these chunks needs processing, or another job has them';
        return { value: { message, ...answer } };
      }
      const { jobId, event } = await giveToJob(context, deps, manifest, taken, settings);
      const message = `${processing.length} of ${chunkIds.length} chunks are being processed`;
      return { value: { message, ...answer, job_id: jobId }, events: [event] };
    },
  });
}
