import { AppError } from '../../../../kernel/errors.ts';
import { operation } from '../../../../kernel/operation.ts';
import { DeleteAnswer, OneManifestInput } from '../../schemas-manifest.ts';
import { findManifest } from '../../store/chunks/find-manifest.ts';
import { deleteManifest } from '../../store/chunks/list-manifests.ts';
import { readStates } from '../../store/chunks/read-states.ts';
import type { ChunkDeps } from '../chunks/chunk-deps.ts';

export function createDeleteManifest({ findActiveJobs, chunkStore }: ChunkDeps) {
  return operation({
    name: 'indexing.delete_manifest',
    summary:
      'Forget a manifest, the states of its chunks and its files in the chunk store; local files and index stay',
    access: 'indexing:write',
    effect: 'destructive',
    input: OneManifestInput,
    output: DeleteAnswer,
    errors: ['manifest_not_found', 'ambiguous_manifest', 'manifest_in_use', 'object_store_unreachable'],
    http: { method: 'DELETE', path: '/api/v1/manifests/{manifest_id}' },
    cli: {
      command: 'manifests delete <manifest_id>',
      examples: ['keelson manifests delete 4f1c'],
      render: ({ manifest_id }) =>
        `Manifest ${manifest_id} is forgotten; its local chunk files and the index are left alone`,
    },
    async run({ tx, tenant }, { manifest_id }) {
      const { manifest_id: manifestId } = await findManifest(tx, tenant, manifest_id);
      const states = await readStates(tx, { tenant, manifestId }, findActiveJobs, 'lock');
      const busy = states.find(({ status }) => status === 'processing');
      if (busy !== undefined) {
        throw new AppError(
          'conflict',
          'manifest_in_use',
          `Chunk ${busy.chunk_id} of ${manifestId} is being processed by job ${busy.job_id ?? 'unknown'}; wait for it, or cancel the job`,
        );
      }
      await deleteManifest(tx, tenant, manifestId);
      // Before the commit: should this fail, the manifest stays and can be deleted again.
      await chunkStore?.forget(tenant, manifestId);
      return {
        value: { manifest_id: manifestId, deleted: true as const },
        events: [{ type: 'indexing.v1.ManifestDeleted', subject: `manifest/${manifestId}`, data: {} }],
      };
    },
  });
}
