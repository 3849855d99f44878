import type { Tx } from '../../../../kernel/context.ts';
import { newId } from '../../../../kernel/ids.ts';
import type { DomainEvent } from '../../../../kernel/operation.ts';
import { changeStatement } from '../../../../platform/outbox/record-change.ts';
import type { LoadedManifest, LoaderDeps, LoadPlan } from './types.ts';

/** Records that an index is ready, in the transaction that makes it so: an audit row and the event. */
export async function announceIndex(
  tx: Tx,
  deps: LoaderDeps,
  plan: LoadPlan,
  indexId: number,
  manifest: LoadedManifest,
): Promise<void> {
  await announce(tx, deps, {
    type: 'indexing.v1.ManifestCompleted',
    subject: `manifest/${manifest.manifestId}`,
    data: { manifest_id: manifest.manifestId, index_id: indexId, chunks: plan.chunks },
  });
}

/** Records that files of an index were replaced, in the transaction that does it. */
export async function announceOverlay(
  tx: Tx,
  deps: LoaderDeps,
  change: { indexId: number; manifestId: string; revision: number; files: number },
): Promise<void> {
  await announce(tx, deps, {
    type: 'indexing.v1.FilesReplaced',
    subject: `index/${change.indexId}`,
    data: {
      index_id: change.indexId,
      manifest_id: change.manifestId,
      revision: change.revision,
      files: change.files,
    },
  });
}

async function announce(tx: Tx, deps: LoaderDeps, event: DomainEvent): Promise<void> {
  const at = new Date();
  const { actor, requestId } = deps.by ?? {
    actor: { kind: 'system', id: 'indexer', scopes: [] },
    requestId: newId(at),
  };
  const caller = { tenant: deps.tenant, actor, requestId, door: 'worker' } as const;
  const operation = 'indexing.index_repository';
  await tx.query(changeStatement({ at, caller, operation, events: [event], newId }));
}
