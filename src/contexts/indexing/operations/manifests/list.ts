import { operation } from '../../../../kernel/operation.ts';
import { ManifestsAnswer, ManifestsInput } from '../../schemas-manifest.ts';
import { listManifests } from '../../store/chunks/list-manifests.ts';
import { renderManifests } from '../render-chunks.ts';
import { manifestView } from './manifest-view.ts';

export const listManifestsOperation = operation({
  name: 'indexing.list_manifests',
  summary: 'List registered manifests, the latest first',
  access: 'indexing:read',
  effect: 'read',
  input: ManifestsInput,
  output: ManifestsAnswer,
  http: { method: 'GET', path: '/api/v1/manifests' },
  mcp: { tool: 'list_manifests', toolset: 'chunks' },
  cli: {
    command: 'manifests list',
    examples: ['keelson manifests list', 'keelson manifests list --repository linux --json'],
    render: renderManifests,
  },
  async run({ tx, tenant }, filter) {
    const rows = await listManifests(tx, tenant, filter);
    return { value: { manifests: rows.map(manifestView), total: rows[0]?.total ?? 0 } };
  },
});
