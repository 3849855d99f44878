import { setImmediate as breathe } from 'node:timers/promises';
import { openGate, passGate } from './gate.ts';
import type { Gate } from './gate.ts';
import type { JobOrder, StopReason } from './messages.ts';

/** The jobs a process has been handed. They run one after the other, in order. */
export interface HandedJobs {
  /** More jobs; with `from`, those before that had not begun are not to be run, and the first of these has that number. */
  add(jobs: readonly JobOrder[], from: number | undefined): void;
  /** Tells a job to stop, if it is the one that runs. */
  stop(jobId: string, reason: StopReason): void;
}

/** Milliseconds of short jobs after which messages and timers get their turn. */
const BREATHE_AFTER_MS = 2;

/**
 * `run` answers whether to go on to the next job, and must not reject. `signal` makes the abort signal of the job, which
 * costs more than a short job that does not ask for it.
 */
export function workOff(
  gate: Gate,
  run: (order: JobOrder, signal: () => AbortSignal) => Promise<boolean>,
): HandedJobs {
  let waiting: JobOrder[] = [];
  let next = 0;
  let running: { jobId: string; abort: () => AbortController } | undefined;
  let working = false;
  /** What was handed over is not run, nor what may still be on its way. */
  let dropping = false;
  const drop = (): void => {
    waiting = [];
    dropping = true;
  };

  const work = async (): Promise<void> => {
    let breathed = performance.now();
    for (let order = waiting.shift(); order !== undefined; order = waiting.shift()) {
      if (!passGate(gate, next)) {
        drop();
        break;
      }
      next += 1;
      let made: AbortController | undefined;
      const abort = (): AbortController => (made ??= new AbortController());
      running = { jobId: order.jobId, abort };
      const goOn = await run(order, () => abort().signal);
      running = undefined;
      if (!goOn) drop();
      if (performance.now() - breathed < BREATHE_AFTER_MS) continue;
      await breathe();
      breathed = performance.now();
    }
    working = false;
  };

  return {
    add(jobs, from) {
      if (from !== undefined) {
        waiting = [];
        next = from;
        openGate(gate, from);
        dropping = false;
      }
      if (dropping) return;
      waiting.push(...jobs);
      if (working) return;
      working = true;
      void work();
    },
    stop(jobId, reason) {
      if (running?.jobId === jobId) running.abort().abort(reason);
    },
  };
}
