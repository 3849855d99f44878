import type { Database } from '../../../platform/db/types.ts';
import type { Log } from '../../../platform/log/create-log.ts';
import type { ForkedChild } from './start-child.ts';

export interface WorkerOptions {
  database: Database;
  log: Log;
  /** Compiled module that calls `serveJobs`; run once for each job process. */
  childEntry: string;
  /** A process of `childEntry` that was forked ahead and becomes the first job process. */
  firstChild?: ForkedChild;
  /** Handed to the entry's `setUp` as JSON, e.g. the database target. */
  childSettings?: unknown;
  /** Real paths of the folders it serves; every one when not given. */
  roots?: readonly string[] | undefined;
  /** Jobs at once; 1 when not given. */
  concurrency?: number;
  /** A worker that is silent for so long has lost its jobs; 30 when not given. */
  leaseSeconds?: number;
  /** Longest time between looks at the queue, when no notification comes; 1000 when not given. */
  pollMs?: number;
  /** Time a job has between being told to stop and being ended; 5000 when not given. */
  graceMs?: number;
  /** Wait before the first retry; it grows fourfold. 2 when not given. */
  backoffSeconds?: number;
  /** Age at which finished jobs are deleted; a day when not given. */
  retentionSeconds?: number;
  /** Time a job process may take to become ready; 30,000 when not given. */
  readyWithinMs?: number;
}

/** A worker: claims jobs and runs them in child processes. */
export interface JobWorker {
  /** Begins to work; throws `job_process_failed` when job processes cannot start. */
  start(): Promise<void>;
  /**
   * Claims no more and ends. With `drain`, running jobs are waited for; otherwise they are stopped and handed
   * back to the queue, at their place and without losing an attempt.
   */
  stop(options: { drain: boolean }): Promise<void>;
  /** Jobs that run here now. */
  running(): { jobId: string; kind: string; tenant: number }[];
}
