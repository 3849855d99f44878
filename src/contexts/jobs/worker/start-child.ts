import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import type { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { AppError } from '../../../kernel/errors.ts';
import { readLines } from './exchange-lines.ts';
import { handJobsOver } from './hand-over.ts';
import type { HandOver } from './hand-over.ts';
import { LIFELINE_FD, TAKE_BACK, WORDS_FD } from './messages.ts';
import type { FromChild, ToChild } from './messages.ts';

/** A process that runs one job after another. */
export interface JobChild extends Omit<HandOver, 'died'> {
  readonly pid: number;
  /** Kinds of jobs it has handlers for. */
  readonly kinds: readonly string[];
  /** Lets the process live until then, on `performance.now()`'s clock, without another word of its worker. */
  allowUntil(time: number): void;
  /** Lets the process live without limit: it holds no job. */
  rest(): void;
  /** Ends the process and its group, no matter what they do; resolves when the process is gone. */
  kill(): Promise<void>;
  /** Resolves, with the reason in words, when the process is gone. */
  readonly exited: Promise<string>;
}

/** Milliseconds that reading the last messages of a process that is gone may take. */
const LAST_WORDS_MS = 1000;

/** Times that differ by less are not told again. */
const SAME_TIME_MS = 100;

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

/**
 * A function is optimised after so much work, in bytes of bytecode. With the 67,584 of Node 20's V8, a kernel to chunks
 * took 0.5 of 8.3 CPU seconds more: threads that live for seconds do not earn back what they had optimised. Later
 * versions have another compiler in between, and no such flag.
 */
const LATE_OPTIMISATION = '--interrupt-budget=250000';

const ENGINE_FLAGS = [
  YOUNG_GENERATION,
  ...(process.versions.node.startsWith('20.') ? [LATE_OPTIMISATION] : []),
];

/** Forks a job process; `args` are its entry's own. */
export function forkChild(entry: string, args: readonly string[] = []): ForkedChild {
  const child = fork(entry, args, {
    // Standard output is for answers: what handlers print goes to the log's stream. The fifth is the lifeline, and over
    // the sixth comes what the process says.
    stdio: ['ignore', 2, 2, 'ipc', 'pipe', 'pipe'],
    execArgv: ENGINE_FLAGS,
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
  const pipes: readonly unknown[] = child.stdio;
  const lifeline = pipes[LIFELINE_FD] as Socket;
  const words = pipes[WORDS_FD] as Socket;
  // EPIPE and resets only say that the child is gone, which `exit` says as well.
  for (const pipe of [lifeline, words]) pipe.on('error', () => undefined);
  const allow = (milliseconds: number): void => write(`${Math.round(milliseconds)}`);
  const write = (line: string): void => {
    if (lifeline.writable) lifeline.write(`${line}\n`);
  };
  let allowed = Infinity;
  const { died, ...handOver } = handJobsOver({
    send: (message) => send(child, message),
    takeBack: () => write(TAKE_BACK),
    endPrograms: () => killGroup(child, 'SIGTERM'),
  });
  const ready = new Promise<readonly string[]>((resolve) => {
    const receive = (lines: object[]): void => {
      const messages = lines as FromChild[];
      if (messages[0]?.type === 'ready') resolve(messages[0].kinds);
      handOver.receive(messages);
    };
    // Something else has written into the pipe: nothing that comes over it can be believed any more.
    words.on(
      'data',
      readLines(receive, () => forked.kill()),
    );
  });
  send(child, { type: 'set_up', settings: options.settings });
  const kinds = await waitUntilReady(ready, child, exited, options.readyWithinMs);
  lifeline.on('data', (bytes: Buffer) => handOver.takenBack(Number(bytes.toString('latin1'))));
  // What it said before its end may be read after that.
  const heard = Promise.race([
    new Promise((resolve) => words.once('close', resolve)),
    exited.then(() => sleep(LAST_WORDS_MS, undefined, { ref: false })),
  ]);
  void Promise.all([exited, heard]).then(([detail]) => died(detail));
  return {
    ...handOver,
    pid: child.pid!,
    kinds,
    exited,
    allowUntil(time) {
      if (Math.abs(time - allowed) < SAME_TIME_MS) return;
      allowed = time;
      allow(Math.max(1, time - performance.now()));
    },
    rest() {
      allowed = Infinity;
      allow(0);
    },
    async kill() {
      forked.kill();
      await exited;
    },
  };
}

async function waitUntilReady(
  ready: Promise<readonly string[]>,
  child: ChildProcess,
  exited: Promise<string>,
  withinMs: number,
): Promise<readonly string[]> {
  let timer: NodeJS.Timeout | undefined;
  const failed = new Promise<never>((_resolve, reject) => {
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
    return await Promise.race([ready, failed]);
  } finally {
    clearTimeout(timer);
  }
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
