import type { AnyOperation } from '../../kernel/operation.ts';
import { cancelJob } from './operations/cancel-job.ts';
import { createStartQueueing } from './operations/enqueue-job.ts';
import type { EnqueueJob, EnqueueJobs, StartQueueing } from './operations/enqueue-job.ts';
import { getQueue } from './operations/get-queue.ts';
import { getJob } from './operations/get-job.ts';
import { listWorkersOperation } from './operations/list-workers.ts';
import { listWatchesOperation } from './operations/list-watches.ts';
import { stopWatching } from './operations/stop-watching.ts';
import { createSubmitChange } from './operations/submit-change.ts';
import { listJobsOperation } from './operations/list-jobs.ts';
import { waitForJob } from './operations/wait-for-job.ts';
import { exportJobs } from './operations/export-jobs.ts';
import { createImportJobs } from './operations/import-jobs.ts';
import type { CheckRequest, IndexRules } from './operations/prepare-index.ts';
import { createSubmitIndex } from './operations/submit-index.ts';
import { resolveFolder } from './store/resolve-folder.ts';

export { findActiveJobs } from './store/find-active-jobs.ts';
export type { EnqueueJob, EnqueueJobs, JobRequest, StartQueueing } from './operations/enqueue-job.ts';
export { jobsMigrations } from './migrations/index.ts';
export type { ExportedJobs, ImportedJobs, Job, JobList, SubmittedJob } from './schemas.ts';
export { getQueue } from './operations/get-queue.ts';
export { renderJob, renderJobLine, renderJobList } from './operations/render-job.ts';
export { isLast } from './domain/job-change.ts';
export type { JobChange } from './domain/job-change.ts';
export { createJobFeed } from './feed/create-job-feed.ts';
export type { JobFeed } from './feed/create-job-feed.ts';
export { isServed } from './domain/served-folders.ts';
export { followFolders } from './watch/follow-folders.ts';
export { createWorker } from './worker/create-worker.ts';
export type { JobWorker, WorkerOptions } from './worker/worker-options.ts';

export interface JobsOptions {
  /** Queued jobs a tenant may have; 100 when not given. */
  queueCap?: number;
  /** Attempts a job has; 3 when not given. */
  maxAttempts?: number;
  /** Seconds an attempt may take; two hours when not given. */
  timeoutSeconds?: number;
  /** Age at which finished jobs are deleted, and older than which none is imported; a day when not given. */
  retentionSeconds?: number;
  /** Checks an index request beyond the types of its fields. */
  checkRequest?: CheckRequest;
  /** Folders inside which indexing is allowed; anywhere when empty or not given. */
  allowedRoots?: readonly string[];
  /** Hosts that repositories are fetched from; any when empty or not given. */
  gitHosts?: readonly string[];
}

/** The queue: its operations, and the function with which other contexts queue jobs of their kinds. */
export interface Jobs {
  operations: readonly AnyOperation[];
  enqueue: EnqueueJob;
  /** The same for several jobs at once: all of them or none. */
  enqueueMany: EnqueueJobs;
  /** The same, without waiting for the answer: for an operation whose value is that answer. */
  startQueueing: StartQueueing;
  /** The one name of a folder, if jobs may read it; see resolve-folder.ts for the errors. */
  resolveFolder: (folder: string) => Promise<string>;
}

/** Wires the jobs context. */
export function createJobs(options: JobsOptions = {}): Jobs {
  const startQueueing = createStartQueueing({
    queueCap: options.queueCap ?? 100,
    maxAttempts: options.maxAttempts ?? 3,
    timeoutSeconds: options.timeoutSeconds ?? 7200,
  });
  const enqueueMany: EnqueueJobs = (context, requests) => startQueueing(context, requests).queued;
  const enqueue: EnqueueJob = async (context, request) => (await enqueueMany(context, [request]))[0]!;
  const rules: IndexRules = {
    policy: { roots: options.allowedRoots ?? [], hosts: options.gitHosts ?? [] },
    check: options.checkRequest ?? (() => undefined),
  };
  return {
    enqueue,
    enqueueMany,
    startQueueing,
    resolveFolder: (folder) => resolveFolder(folder, rules.policy.roots),
    operations: [
      createSubmitIndex(startQueueing, rules),
      listJobsOperation,
      getJob,
      getQueue,
      waitForJob,
      cancelJob,
      listWorkersOperation,
      listWatchesOperation,
      stopWatching,
      createSubmitChange(enqueue, rules),
      exportJobs,
      createImportJobs({ enqueue, rules, retentionSeconds: options.retentionSeconds ?? 86_400 }),
    ],
  };
}
