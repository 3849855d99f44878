import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import type { Socket } from 'node:net';
import { AppError } from '../../../kernel/errors.ts';
import type { JobProgress } from '../../../kernel/job.ts';
import type { FromChild, JobOrder, StopReason, ToChild } from './messages.ts';

/** How a run in a child ended: what the handler said, or that the process ended before it said anything. */
export type RunEnd =
  | Extract<FromChild, { type: 'completed' | 'failed' | 'handed_out' }>
  | { type: 'died'; detail: string };

/** A process that runs one job at a time. */
export interface JobChild {
  readonly pid: number;
  /** Kinds of jobs it has handlers for. */
  readonly kinds: readonly string[];
  /** Runs one job; never rejects. */
  run(order: JobOrder, onProgress: (progress: JobProgress) => void): Promise<RunEnd>;
  /** Lets the process live for so long without another word of its worker; 0 is without limit. */
  allow(milliseconds: number): void;
  /** Tells the running job to stop, and what it has started (its process group) to end. */
  stop(reason: StopReason): void;
  /** Ends the process and its group, no matter what they do; resolves when the process is gone. */
  kill(): Promise<void>;
  /** Resolves, with the reason in words, when the process is gone. */
  readonly exited: Promise<string>;
}

export interface StartChildOptions {
  /** Compiled module that calls `serveJobs`. */
  entry: string;
  /** Handed to the entry's `setUp`. */
  settings: unknown;
  /** Milliseconds it may take to become ready. */
  readyWithinMs: number;
}

/** A job process that loads its modules and waits for its settings. */
export interface ForkedChild {
  child: ChildProcess;
  /** Resolves, with the reason in words, when the process is gone. */
  exited: Promise<string>;
  /** Ends the process and its group. */
  kill(): void;
}

/**
 * Megabytes of each of the two halves new objects go through, in every thread. With V8's own 16, indexing a Linux
 * kernel took 470 MB at most; with 4 it took 375 MB, in no more time.
 */
const YOUNG_GENERATION = '--max-semi-space-size=4';

/** Forks a job process; `args` are its entry's own. */
export function forkChild(entry: string, args: readonly string[] = []): ForkedChild {
  const child = fork(entry, args, {
    // Standard output is for answers: what handlers print goes to the log's stream. The fifth is the lifeline.
    stdio: ['ignore', 2, 2, 'ipc', 'pipe'],
    execArgv: [YOUNG_GENERATION],
    // Leader of its own process group, so that it can be ended together with all it has started, and so that
    // Ctrl-C in a terminal reaches the worker alone.
    detached: true,
  });
  const exited = new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('exit', (code, signal) => {
      killGroup(child, 'SIGKILL');
      resolve(signal === null ? `exit code ${code ?? 'unknown'}` : `signal ${signal}`);
    });
  });
  return { child, exited, kill: () => killGroup(child, 'SIGKILL') };
}

/**
 * Waits until a job process can run jobs: `forked`, or a new one. Throws `job_process_failed` when it cannot.
 */
export async function startChild(
  options: StartChildOptions,
  forked: ForkedChild = forkChild(options.entry),
): Promise<JobChild> {
  const { child, exited } = forked;
  const lifeline = child.stdio[4] as Socket;
  // EPIPE and resets only say that the child is gone, which `exit` says as well.
  lifeline.on('error', () => undefined);
  send(child, { type: 'set_up', settings: options.settings });
  const kinds = await waitUntilReady(child, exited, options.readyWithinMs);
  return {
    pid: child.pid!,
    kinds,
    exited,
    run: (order, onProgress) => runJob(child, exited, order, onProgress),
    allow(milliseconds) {
      if (lifeline.writable) lifeline.write(`${Math.round(milliseconds)}\n`);
    },
    stop(reason) {
      send(child, { type: 'stop', reason });
      killGroup(child, 'SIGTERM');
    },
    async kill() {
      forked.kill();
      await exited;
    },
  };
}

async function waitUntilReady(
  child: ChildProcess,
  exited: Promise<string>,
  withinMs: number,
): Promise<readonly string[]> {
  let timer: NodeJS.Timeout | undefined;
  const ready = new Promise<readonly string[]>((resolve, reject) => {
    child.once('message', (message: FromChild) => {
      if (message.type === 'ready') resolve(message.kinds);
    });
    const fail = (why: string): void =>
      reject(
        new AppError(
          'unavailable',
          'job_process_failed',
          `A job process did not start (${why}); its log says why`,
        ),
      );
    timer = setTimeout(() => {
      killGroup(child, 'SIGKILL');
      fail(`not ready after ${withinMs} ms`);
    }, withinMs);
    void exited.then(fail);
  });
  try {
    return await ready;
  } finally {
    clearTimeout(timer);
  }
}

function runJob(
  child: ChildProcess,
  exited: Promise<string>,
  order: JobOrder,
  onProgress: (progress: JobProgress) => void,
): Promise<RunEnd> {
  return new Promise((resolve) => {
    const receive = (message: FromChild): void => {
      if (message.type === 'ready' || message.jobId !== order.jobId) return;
      if (message.type === 'progress') return onProgress(message.progress);
      child.off('message', receive);
      resolve(message);
    };
    child.on('message', receive);
    void exited.then((detail) => resolve({ type: 'died', detail }));
    send(child, { type: 'run', job: order });
  });
}

function send(child: ChildProcess, message: ToChild): void {
  // A failed send means that the process is going away, and `exit` follows.
  if (child.connected) child.send(message, () => undefined);
}

function killGroup(child: ChildProcess, signal: 'SIGTERM' | 'SIGKILL'): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, signal);
  } catch {
    // Nobody is left in the group.
  }
}
