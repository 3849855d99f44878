import type { Tx } from '../../../kernel/context.ts';
import type { DomainEvent } from '../../../kernel/operation.ts';
import { jobReached } from '../domain/job-events.ts';
import { cancelChildren, childCompleted, failParent } from '../store/children.ts';
import type { SettledJob } from '../store/settle-jobs.ts';

/** The event of a job having been settled. */
export function settledEvent({ jobId, kind, status, attempt, error }: SettledJob): DomainEvent {
  return jobReached({ jobId, kind, status, attempt, ...(error === null ? {} : { errorCode: error.code }) });
}

/**
 * Tells a parent what became of a child, in the transaction that settled it and that holds the parent's lock. A child
 * that was cancelled was so with its parent. Answers the events.
 */
export async function settleParent(
  tx: Tx,
  tenant: number,
  parentId: string,
  child: SettledJob,
): Promise<DomainEvent[]> {
  if (child.status === 'completed') await childCompleted(tx, tenant, parentId);
  if (child.status !== 'failed') return [];
  const parent = await failParent(tx, tenant, parentId, child.error);
  if (parent === undefined) return [];
  const cancelled = await cancelChildren(tx, tenant, parentId);
  return [parent, ...cancelled].map(settledEvent);
}
