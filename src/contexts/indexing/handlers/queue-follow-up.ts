import { AppError } from '../../../kernel/errors.ts';
import { newId } from '../../../kernel/ids.ts';
import type { JobContext } from '../../../kernel/job.ts';
import { changeStatement } from '../../../platform/outbox/record-change.ts';
import type { EnqueueJob } from '../../jobs/index.ts';
import type { IndexRepositoryDeps } from './index-repository.ts';

/** What queueing later work needs. */
export type FollowUpDeps = Pick<IndexRepositoryDeps, 'enqueue' | 'database' | 'log'>;

/** Queues work that an index job leaves for later, with its audit row and event. Without a queue it is left undone. */
export async function queueFollowUp(
  { enqueue, database, log }: FollowUpDeps,
  { tenant, actor, jobId }: JobContext,
  request: Parameters<EnqueueJob>[1],
): Promise<void> {
  if (enqueue === undefined) return;
  try {
    await database.tenant(tenant, async (tx) => {
      const at = new Date();
      const { event } = await enqueue({ tx, tenant, actor, now: at }, request);
      const caller = { tenant, actor, requestId: jobId, door: 'worker' } as const;
      const operation = 'indexing.index_repository';
      await tx.query(changeStatement({ at, caller, operation, events: [event], newId }));
    });
  } catch (error) {
    // It is queued already, or the queue is full and a later run will ask again; the answers are right either way.
    if (!(error instanceof AppError) || !['already_queued', 'queue_full'].includes(error.code)) throw error;
    log.debug(
      { kind: request.kind, folder: request.folderPath, code: error.code },
      'Later work was not queued',
    );
  }
}
