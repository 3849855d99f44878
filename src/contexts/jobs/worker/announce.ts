import { newId } from '../../../kernel/ids.ts';
import type { DomainEvent } from '../../../kernel/operation.ts';
import type { AtCommit } from '../../../platform/db/types.ts';
import { changeStatement } from '../../../platform/outbox/record-change.ts';

/**
 * Writes what the worker did to jobs of a tenant into audit and outbox, with the commit of the transaction that did it:
 * one audit row, which names every job, and their events. One id ties these together.
 */
export function announce(
  atCommit: AtCommit,
  change: { tenant: number; owner: string; operation: string; events: readonly DomainEvent[] },
): void {
  const { tenant, owner, operation, events } = change;
  const at = new Date();
  const actor = { kind: 'system', id: owner, scopes: [] } as const;
  const caller = { tenant, actor, requestId: newId(at), door: 'worker' } as const;
  atCommit(changeStatement({ at, caller, operation, events, newId }));
}
