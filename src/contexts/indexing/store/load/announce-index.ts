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
  const now = new Date();
  const { actor, requestId } = deps.by ?? {
    actor: { kind: 'system', id: 'indexer', scopes: [] },
    requestId: newId(now),
  };
  const events: DomainEvent[] = [
    {
      type: 'indexing.v1.ManifestCompleted',
      subject: `manifest/${manifest.manifestId}`,
      data: { manifest_id: manifest.manifestId, index_id: indexId, chunks: plan.chunks },
    },
  ];
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
