import { AppError } from '../../../kernel/errors.ts';
import { operation } from '../../../kernel/operation.ts';
import { INDEX_KIND } from '../domain/index-kind.ts';
import { QueuedChange, WatchedFolder } from '../schemas-watch.ts';
import { findWatch } from '../store/folder-watches.ts';
import { resolveFolder } from '../store/resolve-folder.ts';
import type { EnqueueJob } from './enqueue-job.ts';

/** Makes `jobs.submit_change`: what a worker calls when a followed folder has changed. No door leads to it. */
export function createSubmitChange(enqueue: EnqueueJob, roots: readonly string[]) {
  return operation({
    name: 'jobs.submit_change',
    summary: 'Queue an incremental run of a followed folder',
    access: 'jobs:write',
    effect: 'write',
    input: WatchedFolder,
    output: QueuedChange,
    async run(context, { folder_path: asked }) {
      const folder = await resolveFolder(asked, roots);
      const watch = await findWatch(context.tx, context.tenant, folder);
      if (watch === undefined) throw notFollowed(folder);
      const job = await enqueue(context, {
        kind: INDEX_KIND,
        dedupe: `folder:${folder}`,
        folderPath: folder,
        source: 'auto',
        input: { ...watch.request, folder_path: folder, incremental: true },
      });
      return { value: { job_id: job.jobId }, events: [job.event] };
    },
  });
}

/** The error of asking about a folder that nobody follows. */
export function notFollowed(folder: string): AppError {
  return new AppError(
    'not_found',
    'watch_not_found',
    `${folder} is not followed; the list of followed folders has the names`,
  );
}
