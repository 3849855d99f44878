import type { JobProgress } from '../../../kernel/job.ts';
import { goesOn, leavesWork } from './messages.ts';
import type { FromChild, JobEnd, JobOrder, StopReason, ToChild } from './messages.ts';

/** How a run in a process ended: what the handler said, or that the process ended or lost the job before. */
export type RunEnd =
  | JobEnd
  /** The process ended before the handler said anything. */
  | { type: 'died'; detail: string }
  /** The handler was not called, and will not be. */
  | { type: 'not_begun' };

/** Told of a job, in the order in which the process runs them; must not throw. */
export interface RunListener {
  /** It runs, as far as is known. Not said of a job whose end is known by then. */
  onBegin(): void;
  onProgress(progress: JobProgress): void;
  /** `begunAt`, on `performance.now()`'s clock, is when it was known to run; undefined when it has not begun. */
  onEnd(end: RunEnd, begunAt: number | undefined): void;
}

/** A job for a process, and who is told of it. */
export interface JobRun extends RunListener {
  order: JobOrder;
}

/** The jobs in a process, as its worker knows them. */
export interface HandOver {
  /** Runs jobs, in order, after those before them. */
  run: (jobs: readonly JobRun[]) => void;
  /** Jobs that are in the process: the one that runs, and those behind it. */
  jobs: () => number;
  /** Milliseconds for which, as far as is known here, the job that runs has done so; 0 when none does. */
  runsFor: () => number;
  /** Whether it takes jobs: not while some are being taken back, nor when it is no longer {@link HandOver.usable}. */
  takesJobs: () => boolean;
  /** Whether it may run another job: it lives, was not told to stop one, and none has left work behind. */
  usable: () => boolean;
  /** Whether this job is why it is not usable. */
  spoiledBy: (jobId: string) => boolean;
  /** Takes back the jobs that have not begun, which end as `not_begun`. */
  takeBack: () => Promise<void>;
  /** Tells a job to stop, and what it has started to end; jobs that have not begun, this one or others, are taken back. */
  stop: (jobId: string, reason: StopReason) => Promise<void>;
  /** What the process has said, in order. */
  receive: (messages: readonly FromChild[]) => void;
  /** The process let no further job begin; this is the number of the first. */
  takenBack: (from: number) => void;
  /** The process is gone. */
  died: (detail: string) => void;
}

/**
 * Hands jobs to a process without waiting for the end of each. It runs them in order and says of each when it has
 * ended before the next begins: so when it dies, the first whose end is not known is the one that ran. It drops the
 * others where it does not go on.
 */
export function handJobsOver(process: {
  send(message: ToChild): void;
  takeBack(): void;
  /** Ends the programs that the running job has started. */
  endPrograms(): void;
}): HandOver {
  const handed: JobRun[] = [];
  /** Number of `handed[0]`. */
  let first = 0;
  /** Where the numbers go on after some were taken back. */
  let from: number | undefined;
  let taking: { done: Promise<void>; reached: () => void } | undefined;
  /** When `handed[0]` was known to run. */
  let since = 0;
  let spoiler: string | undefined;
  let gone = false;

  const begin = (): void => {
    since = performance.now();
    handed[0]?.onBegin();
  };
  const dropFrom = (index: number): void => {
    for (const job of handed.splice(index)) job.onEnd({ type: 'not_begun' }, undefined);
  };
  /** The first has ended; where the process does not go on, the others have not begun. */
  const endFirst = (end: JobEnd, now: number): void => {
    const goOn = goesOn(end);
    if (leavesWork(end)) spoiler = end.jobId;
    first += 1;
    const job = handed.shift()!;
    const rest = goOn ? [] : handed.splice(0);
    if (!goOn) from = first;
    job.onEnd(end, since);
    since = now;
    for (const other of rest) other.onEnd({ type: 'not_begun' }, undefined);
  };
  const usable = (): boolean => spoiler === undefined && !gone;
  const reached = (): void => {
    taking?.reached();
    taking = undefined;
  };
  const takeBack = async (): Promise<void> => {
    if (handed.length === 0) return;
    if (taking === undefined) {
      let resolve = (): void => undefined;
      const done = new Promise<void>((settle) => (resolve = settle));
      taking = { done, reached: resolve };
      process.takeBack();
    }
    await taking.done;
  };

  return {
    run(jobs) {
      const idle = handed.length === 0;
      handed.push(...jobs);
      if (gone) {
        dropFrom(0);
        return;
      }
      process.send({
        type: 'run',
        jobs: jobs.map(({ order }) => order),
        ...(from !== undefined && { from }),
      });
      from = undefined;
      if (idle) begin();
    },
    jobs: () => handed.length,
    runsFor: () => (handed.length === 0 ? 0 : performance.now() - since),
    takesJobs: () => taking === undefined && usable(),
    usable,
    spoiledBy: (jobId) => spoiler === jobId,
    takeBack,
    async stop(jobId, reason) {
      if (handed.length > 1) await takeBack();
      // The last that has begun is the one that runs. The ends of those before it may still be on their way.
      if (handed.at(-1)?.order.jobId !== jobId) return;
      spoiler = jobId;
      process.send({ type: 'stop', jobId, reason });
      process.endPrograms();
    },
    receive(messages) {
      const now = performance.now();
      const before = handed[0];
      for (const message of messages) {
        const job = handed[0];
        if (message.type === 'ready' || job?.order.jobId !== message.jobId) continue;
        if (message.type === 'progress') job.onProgress(message.progress);
        else endFirst(message, now);
      }
      if (handed[0] !== before) begin();
    },
    takenBack(number) {
      from = number;
      dropFrom(Math.max(0, number - first));
      reached();
    },
    died(detail) {
      gone = true;
      handed.shift()?.onEnd({ type: 'died', detail }, since);
      dropFrom(0);
      reached();
    },
  };
}
