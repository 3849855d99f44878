import type { Tx } from '../../../../kernel/context.ts';
import { newId } from '../../../../kernel/ids.ts';
import type { DomainEvent } from '../../../../kernel/operation.ts';
import { recordAudit } from '../../../../platform/audit/record-audit.ts';
import { appendEvents } from '../../../../platform/outbox/append-events.ts';
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
  const now = new Date();
  const { actor, requestId } = deps.by ?? {
    actor: { kind: 'system', id: 'indexer', scopes: [] },
    requestId: newId(now),
  };
  const events = [event];
  await recordAudit(tx, {
    id: newId(now),
    at: now,
    caller: {
      tenant: deps.tenant,
      actor,
      requestId,
      door: 'worker',
      signal: deps.signal ?? new AbortController().signal,
    },
    operation: 'indexing.index_repository',
    outcome: 'done',
    events,
  });
  await appendEvents(tx, deps.tenant, events, { newId, now, requestId, traceparent: undefined });
}
