import { operation } from '../../../../kernel/operation.ts';
import { ProcessChunkAnswer, ProcessChunkInput } from '../../schemas-manifest.ts';
import { findManifest } from '../../store/chunks/find-manifest.ts';
import { readStates } from '../../store/chunks/read-states.ts';
import type { ChunkDeps } from './chunk-deps.ts';
import { alreadyProcessing, chunkNotFound, failedForGood } from './chunk-errors.ts';
import { giveToJob, sortChunks } from './start-processing.ts';

/** Of any number of calls for one chunk at once, one gets it: the others find it processing. */
export function createProcessChunk(deps: ChunkDeps) {
  return operation({
    name: 'indexing.process_chunk',
    summary: 'Load one chunk file into the index',
    description:
      'Answers at once; the work is a job. A completed chunk is left as it is unless force is given; a failed one is tried again, three times at most.',
    access: 'indexing:write',
    effect: 'write',
    input: ProcessChunkInput,
    output: ProcessChunkAnswer,
    errors: [
      'manifest_not_found',
      'ambiguous_manifest',
      'chunk_not_found',
      'chunk_already_processing',
      'chunk_failed_permanently',
      'queue_full',
    ],
    http: { method: 'POST', path: '/mcp/chunks/{chunk_id}/process', status: 202, invalidStatus: 422 },
    mcp: { tool: 'process_chunk', toolset: 'chunks' },
    async run(context, { chunk_id: chunkId, force, manifest_id }) {
      const { tx, tenant } = context;
      const manifest = await findManifest(tx, tenant, manifest_id);
      const manifestId = manifest.manifest_id;
      const where = { tenant, manifestId, chunkIds: [chunkId] };
      const [state] = await readStates(tx, where, deps.findActiveJobs, 'lock');
      if (state === undefined) throw chunkNotFound(chunkId, manifestId);
      const { taken, processing, completed } = sortChunks([state], force);
      const answer = { chunk_id: chunkId, manifest_id: manifestId };
      if (taken.length > 0) {
        const { jobId, event } = await giveToJob(context, deps, manifest, taken, { parallelism: 1 });
        const message = `Chunk ${chunkId} is being processed`;
        return {
          value: { message, ...answer, status: 'processing' as const, job_id: jobId },
          events: [event],
        };
      }
      if (processing.length > 0) throw alreadyProcessing(state);
      if (completed.length === 0) throw failedForGood(state);
      const message = `Chunk ${chunkId} is loaded already; give force to load it again`;
      return { value: { message, ...answer, status: 'completed' as const } };
    },
  });
}
