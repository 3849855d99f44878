import { newId } from '../../../kernel/ids.ts';
import type { DomainEvent } from '../../../kernel/operation.ts';
import { auditStatement } from '../../../platform/audit/record-audit.ts';
import type { AtCommit } from '../../../platform/db/types.ts';
import { eventsStatement } from '../../../platform/outbox/append-events.ts';

const NEVER = new AbortController().signal;

/**
 * Writes what the worker did to jobs of a tenant into audit and outbox, with the commit of the transaction that did it:
 * one audit row, which names every job, and their events. One id ties these together.
 */
export function announce(
  atCommit: AtCommit,
  change: { tenant: number; owner: string; operation: string; events: readonly DomainEvent[] },
): void {
  const now = new Date();
  const { tenant, owner, operation, events } = change;
  const requestId = newId(now);
  const caller = {
    tenant,
    actor: { kind: 'system', id: owner, scopes: [] },
    requestId,
    door: 'worker',
    signal: NEVER,
  } as const;
  // In this order, so that the outbox's lock is taken last.
  atCommit(auditStatement({ id: newId(now), at: now, caller, operation, outcome: 'done', events }));
  atCommit(eventsStatement(tenant, events, { newId, now, requestId, traceparent: undefined }));
}
