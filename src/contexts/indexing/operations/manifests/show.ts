import { operation } from '../../../../kernel/operation.ts';
import { ManifestSummary, OneManifestInput } from '../../schemas-manifest.ts';
import { findManifest } from '../../store/chunks/find-manifest.ts';
import { listManifests } from '../../store/chunks/list-manifests.ts';
import { renderManifest } from '../render-chunks.ts';
import { manifestView } from './manifest-view.ts';

export const showManifest = operation({
  name: 'indexing.show_manifest',
  summary: 'Show a registered manifest, its totals and how far it is loaded',
  access: 'indexing:read',
  effect: 'read',
  input: OneManifestInput,
  output: ManifestSummary,
  errors: ['manifest_not_found', 'ambiguous_manifest'],
  http: { method: 'GET', path: '/api/v1/manifests/{manifest_id}' },
  cli: {
    command: 'manifests show <manifest_id>',
    examples: ['keelson manifests show 4f1c'],
    render: renderManifest,
  },
  async run({ tx, tenant }, { manifest_id }) {
    const { manifest_id: manifestId } = await findManifest(tx, tenant, manifest_id);
    const [row] = await listManifests(tx, tenant, { manifestId, limit: 1 });
    return { value: manifestView(row!) };
  },
});
