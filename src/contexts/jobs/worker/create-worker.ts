import { AppError, messageOf } from '../../../kernel/errors.ts';
import { servedFolders } from '../domain/served-folders.ts';
import type { ClaimedJob } from '../store/claim-job.ts';
import { cancelledJobOf, JOBS_CHANNEL, queuedTenantOf } from '../store/channel.ts';
import { cancelRequests } from '../store/lease.ts';
import { repeat } from './repeat.ts';
import type { Repetition } from './repeat.ts';
import { announcePresence, forgetPresence } from './announce-presence.ts';
import { claimNext } from './claim-next.ts';
import { countPending } from './count-pending.ts';
import type { RunEnd } from './hand-over.ts';
import { keepPace } from './pace.ts';
import { keepSpare } from './keep-spare.ts';
import type { SpareKeeper } from './keep-spare.ts';
import { settleTogether } from './settle-together.ts';
import { startChild } from './start-child.ts';
import { storeEnd } from './store-end.ts';
import type { JobChild } from './start-child.ts';
import { superviseJobs } from './supervise-jobs.ts';
import type { SupervisedJob } from './supervise-jobs.ts';
import { sweepQueue } from './sweep-queue.ts';
import type { JobWorker, WorkerOptions } from './worker-options.ts';
import { newWorkerName } from './worker-name.ts';

/** Jobs after which a process is replaced, so that what handlers leak is bounded. */
const JOBS_PER_PROCESS = 200;
/** A job this short, in milliseconds, counts for the hundredth of one. */
const SHORT_MS = 10;
/** Jobs do not wait for longer than this behind one in the same process, in milliseconds. */
const PATIENCE_MS = 50;
/** Jobs that wait to be settled, above which no more are claimed. */
const MOST_UNSETTLED = 5000;

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
  const supervision = {
    database,
    log,
    owner,
    leaseSeconds,
    roots,
    graceMs: options.graceMs ?? 5000,
    backoffSeconds: options.backoffSeconds ?? 2,
    settle: settleTogether({ database, owner }),
  };
  /** Jobs that are not settled. */
  const jobs = new Map<string, SupervisedJob>();
  /** Jobs whose end is not stored yet, or whose process is not at rest. */
  const pending = countPending();
  /** Processes that hold jobs, and the one for which some are being claimed. */
  const busy = new Set<JobChild>();
  const wear = new WeakMap<JobChild, number>();
  const watched = new WeakSet<JobChild>();
  const pace = keepPace(concurrency);
  let spares: SpareKeeper | undefined;
  let stopping = false;
  let claiming: Promise<void> | undefined;
  let claimingFor: JobChild | undefined;
  let again = false;
  /** Jobs whose end may put one into the queue again, and that are not settled. */
  let returning = 0;
  /** How often jobs went back to the queue before others that had been claimed. */
  let turns = 0;
  /** The last claim found nothing, and nothing was heard of the queue since. */
  let dry = false;
  /** The one tenant that jobs were queued for since then. */
  let news: number | undefined;

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
    for (let process = processWithRoom(); process !== undefined; process = processWithRoom()) {
      if (!(await claimFor(process, pace.most()))) return;
    }
  };

  /** Short jobs go to one process while it keeps up, so that they begin in order; others to a process each. */
  const processWithRoom = (): JobChild | undefined => {
    if (stopping || returning > 0 || jobs.size > MOST_UNSETTLED) return undefined;
    const most = pace.most();
    const short =
      most === 1 ? undefined : [...busy].find((process) => process.takesJobs() && !isWorn(process));
    if (short !== undefined) return !dry && short.jobs() <= most ? short : undefined;
    // What was claimed ahead begins before what is behind it, even where another process is free.
    if ([...busy].some((process) => process.jobs() > 1)) return undefined;
    if (busy.size >= concurrency) return undefined;
    const process = spares?.take();
    if (process === undefined) spares?.want();
    return process;
  };

  const claimFor = async (process: JobChild, most: number): Promise<boolean> => {
    const claimedAt = performance.now();
    const turn = turns;
    let claimed: ClaimedJob[] = [];
    busy.add(process);
    claimingFor = process;
    dry = true;
    try {
      const only = news;
      news = undefined;
      claimed = await claimNext(database, { kinds: process.kinds, folders, owner, leaseSeconds }, most, only);
      if (claimed.length > 0) dry = false;
      if (turn !== turns) for (const job of claimed) void giveBack(job);
      else if (claimed.length > 0) begin(claimed, process, claimedAt);
    } finally {
      claimingFor = undefined;
      if (process.jobs() === 0) await rest(process);
    }
    if (busy.size < concurrency && pace.most() === 1) spares?.want();
    if (process.jobs() > 1) keepMoving(process);
    return claimed.length > 0;
  };

  const begin = (claimed: readonly ClaimedJob[], process: JobChild, claimedAt: number): void => {
    for (const { jobId, kind, attempt } of claimed) {
      pending.begin();
      log.info({ job_id: jobId, kind, attempt, pid: process.pid }, 'A job started');
    }
    const supervised = superviseJobs(claimed, process, {
      ...supervision,
      claimedAt,
      onRan: (job, end) => hasRun(job, end, process),
      onSettled(job, first) {
        jobs.delete(job.jobId);
        if (first) {
          returning -= 1;
          void goOn(process);
        }
        pending.end();
      },
    });
    for (const one of supervised) jobs.set(one.job.jobId, one);
  };

  /** Jobs before this one went back to the queue while it was claimed: it goes behind them again. */
  const giveBack = async (job: ClaimedJob): Promise<void> => {
    pending.begin();
    returning += 1;
    const patience = { until: performance.now() + leaseSeconds * 1000 };
    await storeEnd(job, { how: 'handed_back' }, 0, patience, supervision);
    returning -= 1;
    fill();
    pending.end();
  };

  /** Answers whether the job is settled before anything else is claimed. */
  const hasRun = (job: ClaimedJob, end: RunEnd, process: JobChild): boolean => {
    if ('ms' in end) {
      if (end.type === 'completed') pace.note(end.ms);
      else pace.slow();
      wear.set(process, (wear.get(process) ?? 0) + (end.ms < SHORT_MS ? 0.01 : 1));
    }
    if (end.type === 'not_begun' || end.type === 'handed_out') turns += 1;
    // What may stand in the queue again, or lets another start that does, goes before what is behind it. And where jobs
    // take their time, one has ended for everybody before the next begins.
    const first = end.type !== 'completed' || job.parentId !== null || pace.most() === 1;
    if (first) returning += 1;
    else void goOn(process);
    return first;
  };

  const goOn = async (process: JobChild): Promise<void> => {
    if (process.jobs() === 0) {
      pending.begin();
      await rest(process);
      pending.end();
    }
    fill();
  };

  const isWorn = (process: JobChild): boolean => (wear.get(process) ?? 0) >= JOBS_PER_PROCESS;

  /** A process that holds no job any more becomes the spare, or ends. */
  const rest = async (process: JobChild): Promise<void> => {
    if (process.jobs() > 0 || process === claimingFor || !busy.delete(process)) return;
    process.rest();
    if (process.usable() && !isWorn(process)) await spares?.give(process);
    else await process.kill();
    if (!stopping) spares?.want();
  };

  /** Gives back what waits behind a job that turns out to be long. */
  const keepMoving = (process: JobChild): void => {
    if (watched.has(process)) return;
    watched.add(process);
    setTimeout(() => {
      watched.delete(process);
      if (process.jobs() < 2) return;
      if (process.runsFor() < PATIENCE_MS) {
        keepMoving(process);
        return;
      }
      pace.slow();
      void process.takeBack();
    }, PATIENCE_MS);
  };

  const onNotify = (payload: string): void => {
    const cancelled = cancelledJobOf(payload);
    if (cancelled !== undefined) {
      jobs.get(cancelled)?.stop('cancelled');
      return;
    }
    // The queue had nothing, and this is the first that was heard of it since: there is no other tenant to be fair to.
    news = dry && claiming === undefined ? queuedTenantOf(payload) : undefined;
    dry = false;
    fill();
  };

  const look = async (): Promise<void> => {
    dry = false;
    news = undefined;
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
      await pending.none();
      await Promise.all(repetitions.map((repetition) => repetition.end()));
      await unlisten?.();
      await spares?.stop();
      await forgetPresence(database, owner, log);
    },
    running: () =>
      [...jobs.values()].map(({ job }) => ({ jobId: job.jobId, kind: job.kind, tenant: job.tenant })),
  };
}
