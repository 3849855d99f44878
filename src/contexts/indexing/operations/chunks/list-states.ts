import { operation } from '../../../../kernel/operation.ts';
import { countStates } from '../../domain/chunk-state.ts';
import { ChunkStatesAnswer, ChunkStatesInput } from '../../schemas-manifest.ts';
import { findManifest } from '../../store/chunks/find-manifest.ts';
import { readStates } from '../../store/chunks/read-states.ts';
import { findLoadedIndex } from '../../store/queries/find-loaded-index.ts';
import { renderStates } from '../render-chunks.ts';
import type { ChunkDeps } from './chunk-deps.ts';
import { chunkView } from './chunk-view.ts';

export function createListChunkStates({ findActiveJobs }: ChunkDeps) {
  return operation({
    name: 'indexing.list_chunk_states',
    summary: 'Show how far the chunks of a manifest are',
    access: 'indexing:read',
    effect: 'read',
    input: ChunkStatesInput,
    output: ChunkStatesAnswer,
    errors: ['manifest_not_found', 'ambiguous_manifest'],
    http: { method: 'GET', path: '/api/v1/chunks' },
    mcp: { tool: 'list_chunk_states', toolset: 'chunks' },
    cli: {
      command: 'chunks status [manifest_id]',
      examples: ['keelson chunks status', 'keelson chunks status 4f1c --status failed --json'],
      render: renderStates,
    },
    async run({ tx, tenant }, { manifest_id, status }) {
      const manifest = await findManifest(tx, tenant, manifest_id);
      const { manifest_id: manifestId, repository, folder } = manifest;
      const states = await readStates(tx, { tenant, manifestId }, findActiveJobs);
      const loaded = (await findLoadedIndex(tx, tenant, repository, manifestId)) !== undefined;
      const shown = states.filter((state) => status === undefined || state.status === status);
      return {
        value: {
          manifest_id: manifestId,
          repository,
          folder,
          loaded,
          total_chunks: states.length,
          counts: countStates(states),
          chunks: shown.map((state) => chunkView(manifest, state)),
        },
      };
    },
  });
}
