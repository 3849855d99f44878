import { operation } from '../../../../kernel/operation.ts';
import { ChunkState, ChunkStatusInput } from '../../schemas-manifest.ts';
import { findManifest } from '../../store/chunks/find-manifest.ts';
import { readStates } from '../../store/chunks/read-states.ts';
import type { ChunkDeps } from './chunk-deps.ts';
import { chunkNotFound } from './chunk-errors.ts';
import { chunkView } from './chunk-view.ts';

export function createGetChunkStatus({ findActiveJobs }: ChunkDeps) {
  return operation({
    name: 'indexing.get_chunk_status',
    summary: 'Show how far one chunk is',
    access: 'indexing:read',
    effect: 'read',
    input: ChunkStatusInput,
    output: ChunkState,
    errors: ['manifest_not_found', 'ambiguous_manifest', 'chunk_not_found'],
    http: { method: 'GET', path: '/mcp/chunks/{chunk_id}/status', invalidStatus: 422 },
    mcp: { tool: 'get_chunk_status', toolset: 'chunks' },
    async run({ tx, tenant }, { chunk_id: chunkId, manifest_id }) {
      const manifest = await findManifest(tx, tenant, manifest_id);
      const manifestId = manifest.manifest_id;
      const [state] = await readStates(tx, { tenant, manifestId, chunkIds: [chunkId] }, findActiveJobs);
      if (state === undefined) throw chunkNotFound(chunkId, manifestId);
      return { value: chunkView(manifest, state) };
    },
  });
}
