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

/** Told of a job. */
export interface RunListener {
  onBegin(): void;
  onProgress(progress: JobProgress): void;
}

/** The jobs in a process, as its worker knows them. */
export interface HandOver {
  /** Runs a job after those before it; never rejects. Jobs of one turn of the event loop go over together. */
  run: (order: JobOrder, listener: RunListener) => Promise<RunEnd>;
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
  /** A message of the process. */
  receive: (message: FromChild) => void;
  /** The process let no further job begin; this is the number of the first. */
  takenBack: (from: number) => void;
  /** The process is gone. */
  died: (detail: string) => void;
}

interface Handed extends RunListener {
  jobId: string;
  end: (end: RunEnd) => void;
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
  const handed: Handed[] = [];
  let unsent: JobOrder[] = [];
  /** Number of `handed[0]`. */
  let first = 0;
  /** Where the numbers go on after some were taken back. */
  let from: number | undefined;
  let taking: { done: Promise<void>; reached: () => void } | undefined;
  let since = 0;
  let spoiler: string | undefined;
  let gone = false;

  const flush = (): void => {
    if (unsent.length === 0) return;
    process.send({ type: 'run', jobs: unsent, ...(from !== undefined && { from }) });
    unsent = [];
    from = undefined;
  };
  const endFirst = (end: RunEnd): void => {
    first += 1;
    handed.shift()!.end(end);
    begin();
  };
  const begin = (): void => {
    since = performance.now();
    handed[0]?.onBegin();
  };
  const usable = (): boolean => spoiler === undefined && !gone;
  const takeBack = async (): Promise<void> => {
    if (handed.length === 0) return;
    flush();
    if (taking === undefined) {
      let reached = (): void => undefined;
      const done = new Promise<void>((resolve) => (reached = resolve));
      taking = { done, reached };
      process.takeBack();
    }
    await taking.done;
  };

  return {
    run: (order, listener) =>
      new Promise((end) => {
        if (gone) {
          end({ type: 'not_begun' });
          return;
        }
        handed.push({ ...listener, jobId: order.jobId, end });
        if (unsent.push(order) === 1) queueMicrotask(flush);
        if (handed.length === 1) begin();
      }),
    jobs: () => handed.length,
    runsFor: () => (handed.length === 0 ? 0 : performance.now() - since),
    takesJobs: () => taking === undefined && usable(),
    usable,
    spoiledBy: (jobId) => spoiler === jobId,
    takeBack,
    async stop(jobId, reason) {
      if (handed.length > 1) await takeBack();
      // The last that has begun is the one that runs. The ends of those before it may still be on their way.
      if (handed.at(-1)?.jobId !== jobId) return;
      spoiler = jobId;
      process.send({ type: 'stop', jobId, reason });
      process.endPrograms();
    },
    receive(message) {
      if (message.type === 'ready' || handed[0]?.jobId !== message.jobId) return;
      if (message.type === 'progress') handed[0].onProgress(message.progress);
      else {
        const rest = goesOn(message) ? [] : handed.splice(1);
        if (leavesWork(message)) spoiler = message.jobId;
        endFirst(message);
        if (goesOn(message)) return;
        from = first;
        unsent = [];
        for (const { end } of rest) end({ type: 'not_begun' });
      }
    },
    takenBack(number) {
      from = number;
      for (const { end } of handed.splice(Math.max(0, number - first))) end({ type: 'not_begun' });
      taking?.reached();
      taking = undefined;
    },
    died(detail) {
      gone = true;
      const [ran, ...others] = handed.splice(0);
      ran?.end({ type: 'died', detail });
      for (const { end } of others) end({ type: 'not_begun' });
      taking?.reached();
      taking = undefined;
    },
  };
}
