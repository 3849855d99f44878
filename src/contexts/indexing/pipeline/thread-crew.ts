import { Worker } from 'node:worker_threads';
import { programEntry } from '../../../platform/processes/program-entry.ts';
import type { ScanSetup } from './scan-messages.ts';

/** Scan threads, some of which load their modules before it is known what they are to scan. */
export interface ThreadCrew {
  /** Sets a thread to work: one that waits, or a new one. */
  start(setup: ScanSetup): Worker;
  /** Ends those that still wait. */
  dismiss(): Promise<void>;
}

/** Starts `waiting` threads: they are ready, a fifth of a second later, by the time a large folder is listed. */
export function createThreadCrew(waiting: number): ThreadCrew {
  const idle = new Set<Worker>();
  for (let thread = 0; thread < waiting; thread += 1) {
    const worker = newThread();
    idle.add(worker);
    // One that dies waiting is not handed out; a new one in its place tells why, if it dies as well.
    worker.once('error', () => idle.delete(worker));
    worker.once('exit', () => idle.delete(worker));
  }
  return {
    start(setup) {
      const [worker = newThread()] = idle;
      idle.delete(worker);
      worker.removeAllListeners();
      worker.postMessage(setup, []);
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
