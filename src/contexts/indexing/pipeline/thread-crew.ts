import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { AppError } from '../../../kernel/errors.ts';
import { programEntry } from '../../../platform/processes/program-entry.ts';
import type { CrewMessage, ScanSetup } from './scan-messages.ts';
import type { StatHelpers } from './stat-paths.ts';

/** Scan threads, some of which load their modules before it is known what they are to scan, and help to find it out. */
export interface ThreadCrew extends StatHelpers {
  /** Sets a thread to work: one that waits, or a new one. */
  start(setup: ScanSetup): Worker;
  /** Ends those that still wait. */
  dismiss(): Promise<void>;
}

/** Threads that a run has where nobody says how many. */
export const usualThreads = (): number => Math.min(4, availableParallelism());

const MAX_THREADS = 256;

/**
 * Threads of a run; as many as there are processors, up to 4, when nobody says.
 * @throws AppError `invalid_parallel`
 */
export function threadsFor(parallel: number | undefined): number {
  if (parallel === undefined) return usualThreads();
  if (!Number.isInteger(parallel) || parallel < 1 || parallel > MAX_THREADS) {
    throw new AppError(
      'invalid',
      'invalid_parallel',
      `The number of threads is a whole number from 1 to ${MAX_THREADS}`,
    );
  }
  return parallel;
}

/** Starts `waiting` threads: they are ready, a fifth of a second later, by the time a large folder is listed. */
export function createThreadCrew(waiting: number): ThreadCrew {
  const idle = new Set<Worker>();
  for (let thread = 0; thread < waiting; thread += 1) {
    const worker = newThread();
    worker.unref();
    idle.add(worker);
    // One that dies waiting is not handed out; a new one in its place tells why, if it dies as well.
    worker.once('error', () => idle.delete(worker));
    worker.once('exit', () => idle.delete(worker));
  }
  return {
    help(batch) {
      for (const worker of idle) worker.postMessage({ kind: 'stat', batch } satisfies CrewMessage, []);
    },
    start(setup) {
      const [worker = newThread()] = idle;
      idle.delete(worker);
      worker.removeAllListeners();
      worker.ref();
      worker.postMessage({ kind: 'scan', setup } satisfies CrewMessage, []);
      return worker;
    },
    async dismiss() {
      await Promise.all([...idle].map((worker) => worker.terminate()));
    },
  };
}

function newThread(): Worker {
  return new Worker(programEntry('scan-thread'), { stdout: false });
}
