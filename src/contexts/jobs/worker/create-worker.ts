import { AppError, messageOf } from '../../../kernel/errors.ts';
import type { Database } from '../../../platform/db/types.ts';
import type { Log } from '../../../platform/log/create-log.ts';
import { servedFolders } from '../domain/served-folders.ts';
import { cancelledJobOf, JOBS_CHANNEL } from '../store/channel.ts';
import { cancelRequests } from '../store/lease.ts';
import { repeat } from './repeat.ts';
import type { Repetition } from './repeat.ts';
import { announcePresence, forgetPresence } from './announce-presence.ts';
import { claimNext } from './claim-next.ts';
import { keepSpare } from './keep-spare.ts';
import type { SpareKeeper } from './keep-spare.ts';
import { startChild } from './start-child.ts';
import type { ForkedChild, JobChild } from './start-child.ts';
import { superviseJob } from './supervise-job.ts';
import type { SupervisedJob } from './supervise-job.ts';
import { sweepQueue } from './sweep-queue.ts';
import { newWorkerName } from './worker-name.ts';

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

/** Jobs after which a process is replaced, so that what handlers leak is bounded. */
const JOBS_PER_PROCESS = 200;

/** Makes a worker; nothing happens before `start`. */
export function createWorker(options: WorkerOptions): JobWorker {
  const { database, log, concurrency = 1, leaseSeconds = 30, pollMs = 1000 } = options;
  const { roots } = options;
  const folders = roots === undefined ? undefined : servedFolders(roots);
  const owner = newWorkerName();
  const child = {
    entry: options.childEntry,
    settings: options.childSettings ?? null,
    readyWithinMs: options.readyWithinMs ?? 30_000,
  };
  const jobs = new Map<string, SupervisedJob>();
  const finishing = new Set<Promise<void>>();
  const served = new WeakMap<JobChild, number>();
  let spares: SpareKeeper | undefined;
  let stopping = false;
  let claiming: Promise<void> | undefined;
  let again = false;

  /** Claims until the worker is full or the queue is empty. A call while it runs makes it look once more. */
  const fill = (): void => {
    if (claiming !== undefined) {
      again = true;
      return;
    }
    claiming = claimAll()
      .catch((error: unknown) => log.warn({ why: messageOf(error) }, 'The queue could not be read'))
      .finally(() => {
        claiming = undefined;
        if (!again) return;
        again = false;
        fill();
      });
  };

  const claimAll = async (): Promise<void> => {
    if (stopping || jobs.size >= concurrency || !(await claimOne())) return;
    await claimAll();
  };

  const claimOne = async (): Promise<boolean> => {
    const process = spares?.take();
    if (process === undefined) {
      spares?.want();
      return false;
    }
    let job;
    try {
      job = await claimNext(database, { kinds: process.kinds, folders, owner, leaseSeconds });
    } finally {
      if (job === undefined) await spares?.give(process);
    }
    if (job === undefined) return false;
    begin(superviseJob(job, process, { ...supervision, owner }), process);
    return true;
  };

  const supervision = {
    database,
    log,
    leaseSeconds,
    roots,
    graceMs: options.graceMs ?? 5000,
    backoffSeconds: options.backoffSeconds ?? 2,
  };

  const begin = (supervised: SupervisedJob, process: JobChild): void => {
    const { jobId, kind } = supervised.job;
    jobs.set(jobId, supervised);
    log.info({ job_id: jobId, kind, attempt: supervised.job.attempt, pid: process.pid }, 'A job started');
    if (jobs.size < concurrency) spares?.want();
    const done = finish(supervised, process).finally(() => finishing.delete(done));
    finishing.add(done);
  };

  const finish = async (supervised: SupervisedJob, process: JobChild): Promise<void> => {
    const { reusable } = await supervised.finished;
    jobs.delete(supervised.job.jobId);
    const count = (served.get(process) ?? 0) + 1;
    served.set(process, count);
    if (reusable && count < JOBS_PER_PROCESS) await spares?.give(process);
    else await process.kill();
    if (!stopping) spares?.want();
    fill();
  };

  const onNotify = (payload: string): void => {
    const cancelled = cancelledJobOf(payload);
    if (cancelled === undefined) fill();
    else jobs.get(cancelled)?.stop('cancelled');
  };

  const look = async (): Promise<void> => {
    fill();
    if (jobs.size === 0) return;
    for (const jobId of await database.worker((tx) => cancelRequests(tx, owner))) {
      jobs.get(jobId)?.stop('cancelled');
    }
  };
  let kinds: readonly string[] = [];
  const sweep = async (): Promise<void> => {
    await announcePresence(database, { name: owner, roots, kinds, concurrency }, leaseSeconds);
    await sweepQueue({ database, log, owner, retentionSeconds: options.retentionSeconds ?? 86_400 });
  };

  const repetitions: Repetition[] = [];
  let unlisten: (() => Promise<void>) | undefined;
  return {
    async start() {
      if (spares !== undefined)
        throw new AppError('internal', 'already_started', 'This worker was started before');
      // A restarted server takes back what its killed predecessor had running before it claims what was behind that.
      const swept = sweep().catch((error: unknown) =>
        log.warn({ why: messageOf(error) }, 'The queue could not be looked after'),
      );
      let first: JobChild;
      try {
        first = await startChild(child, options.firstChild);
      } finally {
        await swept;
      }
      ({ kinds } = first);
      spares = keepSpare({ ...child, log, onReady: fill }, first);
      try {
        await announcePresence(database, { name: owner, roots, kinds, concurrency }, leaseSeconds);
        unlisten = await database.listen(JOBS_CHANNEL, onNotify);
      } catch (error) {
        await spares.stop();
        throw error;
      }
      repetitions.push(repeat(look, pollMs, log), repeat(sweep, (leaseSeconds * 1000) / 3, log));
      log.info({ owner, concurrency }, 'The worker is ready');
    },
    async stop({ drain }) {
      stopping = true;
      await claiming;
      if (!drain) for (const job of jobs.values()) job.stop('shutdown');
      await Promise.all(finishing);
      await Promise.all(repetitions.map((repetition) => repetition.end()));
      await unlisten?.();
      await spares?.stop();
      await forgetPresence(database, owner, log);
    },
    running: () =>
      [...jobs.values()].map(({ job }) => ({ jobId: job.jobId, kind: job.kind, tenant: job.tenant })),
  };
}
