import { operation } from '../../../../kernel/operation.ts';
import { ManifestAnswer, ManifestInput } from '../../schemas-manifest.ts';
import { findManifest } from '../../store/chunks/find-manifest.ts';

export const getChunkManifest = operation({
  name: 'indexing.get_chunk_manifest',
  summary: 'Show the latest manifest of chunk files, or the one asked for',
  access: 'indexing:read',
  effect: 'read',
  input: ManifestInput,
  output: ManifestAnswer,
  errors: ['manifest_not_found', 'ambiguous_manifest'],
  http: { method: 'GET', path: '/mcp/chunks/manifest', invalidStatus: 422 },
  mcp: { tool: 'get_chunk_manifest', toolset: 'chunks' },
  async run({ tx, tenant }, { manifest_id: manifestId }) {
    const { document } = await findManifest(tx, tenant, manifestId);
    return { value: document };
  },
});
