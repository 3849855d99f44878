import { AppError } from '../../../kernel/errors.ts';
import type { JobContext } from '../../../kernel/job.ts';
import { newId } from '../../../kernel/ids.ts';
import { recordAudit } from '../../../platform/audit/record-audit.ts';
import { appendEvents } from '../../../platform/outbox/append-events.ts';
import { isFoldDue } from '../domain/fold-due.ts';
import type { IndexTotals } from '../store/load/types.ts';
import { FOLD_KIND } from './fold-overlays.ts';
import type { IndexRepositoryDeps } from './index-repository.ts';

/**
 * Queues the job that folds overlays in, once there are many. Should this process die before it does, the next
 * incremental run does it.
 */
export async function foldWhenDue(
  { enqueue, database, log }: IndexRepositoryDeps,
  { tenant, actor, jobId, signal }: JobContext,
  index: { repository: string; totals: IndexTotals; overlays: number; lowestChunk: number },
): Promise<void> {
  const { repository, overlays, lowestChunk, totals } = index;
  if (enqueue === undefined || !isFoldDue({ overlays, lowestChunk, files: totals.files })) return;
  try {
    await database.tenant(tenant, async (tx) => {
      const now = new Date();
      const { event } = await enqueue(
        { tx, tenant, actor, now },
        {
          kind: FOLD_KIND,
          dedupe: `fold:${repository}`,
          folderPath: repository,
          input: { repository },
          source: 'auto',
        },
      );
      await recordAudit(tx, {
        id: newId(now),
        at: now,
        caller: { tenant, actor, requestId: jobId, door: 'worker', signal },
        operation: 'indexing.index_repository',
        outcome: 'done',
        events: [event],
      });
      await appendEvents(tx, tenant, [event], { newId, now, requestId: jobId, traceparent: undefined });
    });
  } catch (error) {
    // It is queued already, or the queue is full and a later run will ask again; the answers are right either way.
    if (!(error instanceof AppError) || !['already_queued', 'queue_full'].includes(error.code)) throw error;
    log.debug({ repository, code: error.code }, 'Folding overlays was not queued');
  }
}
