import { AppError } from '../../../kernel/errors.ts';
import { operation } from '../../../kernel/operation.ts';
import { IndexRequest } from '../schemas.ts';
import { QueuedChange, WatchedFolder } from '../schemas-watch.ts';
import { findWatch } from '../store/folder-watches.ts';
import type { EnqueueJob } from './enqueue-job.ts';
import { prepareIndex, type IndexRules } from './prepare-index.ts';

/** Makes `jobs.submit_change`: what a worker calls when a followed folder has changed. No door leads to it. */
export function createSubmitChange(enqueue: EnqueueJob, rules: IndexRules) {
  return operation({
    name: 'jobs.submit_change',
    summary: 'Queue an incremental run of a followed folder',
    access: 'jobs:write',
    effect: 'write',
    input: WatchedFolder,
    output: QueuedChange,
    async run(context, { folder_path: folder }) {
      const watch = await findWatch(context.tx, context.tenant, folder);
      if (watch === undefined) throw notFollowed(folder);
      const asked = IndexRequest.parse({ ...watch.request, folder_path: folder, incremental: true });
      const prepared = await prepareIndex(asked, rules);
      const job = await enqueue(context, { ...prepared.job, source: 'auto' });
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
