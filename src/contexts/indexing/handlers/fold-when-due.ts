import path from 'node:path';
import type { JobContext } from '../../../kernel/job.ts';
import { isFoldDue } from '../domain/fold-due.ts';
import type { IndexTotals } from '../store/load/types.ts';
import { FOLD_KIND } from './fold-overlays.ts';
import type { IndexRepositoryDeps } from './index-repository.ts';
import { queueFollowUp } from './queue-follow-up.ts';

/**
 * Queues the job that folds overlays in, once there are many. Should this process die before it does, the next
 * incremental run does it.
 */
export async function foldWhenDue(
  deps: IndexRepositoryDeps,
  context: JobContext,
  index: { repository: string; totals: IndexTotals; overlays: number; lowestChunk: number },
): Promise<void> {
  const { repository, overlays, lowestChunk, totals } = index;
  if (!isFoldDue({ overlays, lowestChunk, files: totals.files })) return;
  await queueFollowUp(deps, context, {
    kind: FOLD_KIND,
    dedupe: `fold:${repository}`,
    // An index of a repository goes by its URL, and any worker can fetch that.
    ...(path.isAbsolute(repository) && { folderPath: repository, needsFolder: repository }),
    input: { repository },
    source: 'auto',
  });
}
