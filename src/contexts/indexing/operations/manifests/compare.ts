import { operation } from '../../../../kernel/operation.ts';
import { compareManifests } from '../../domain/compare-manifests.ts';
import { CompareAnswer, CompareInput } from '../../schemas-manifest.ts';
import { findManifest } from '../../store/chunks/find-manifest.ts';
import { renderComparison } from '../render-chunks.ts';

export const compareManifestsOperation = operation({
  name: 'indexing.compare_manifests',
  summary: 'Show which chunks two manifests do not share, and how their totals differ',
  access: 'indexing:read',
  effect: 'read',
  input: CompareInput,
  output: CompareAnswer,
  errors: ['manifest_not_found', 'ambiguous_manifest'],
  http: { method: 'GET', path: '/api/v1/manifests/{from}/compare/{to}' },
  mcp: { tool: 'compare_manifests', toolset: 'chunks' },
  cli: {
    command: 'manifests compare <from> <to>',
    examples: ['keelson manifests compare 4f1c 9a02'],
    render: renderComparison,
  },
  async run({ tx, tenant }, input) {
    const from = await findManifest(tx, tenant, input.from);
    const to = await findManifest(tx, tenant, input.to);
    const difference = compareManifests(from.document, to.document);
    return { value: { from: from.manifest_id, to: to.manifest_id, ...difference } };
  },
});
