import type { Worker } from 'node:worker_threads';
import { AppError, messageOf } from '../../../kernel/errors.ts';
import type { Overflow } from '../domain/chunk-plan.ts';
import type { ChunkFacts } from './chunk-facts.ts';
import { controlBytes, openControl, type ScanControl } from './scan-control.ts';
import type { RowBatch } from '../extract/engine.ts';
import type { ScanFailure, ScanMessage, ScanSetup } from './scan-messages.ts';
import type { ThreadCrew } from './thread-crew.ts';

/** What happens to chunks while they are scanned. Calls of one chunk come one after another, in this order. */
export interface ScanEvents {
  /** The thread goes on only so far until this resolves: the backpressure. */
  onRows(number: number, batch: RowBatch): Promise<void>;
  /** All rows of the chunk have been taken. */
  onScanned(number: number, facts: ChunkFacts): Promise<void>;
  /** The chunk's file is durable and in place. */
  onWritten(number: number, facts: ChunkFacts, mtimeMs: number): Promise<void>;
  onProgress(files: number, bytes: number, current: number): void;
}

export type ThreadsSetup = Omit<ScanSetup, 'thread' | 'control' | 'maxInFlight'>;

/** Row bytes on their way to the database, over all threads. */
const MAX_IN_FLIGHT = 24_000_000;
const PROGRESS_MS = 150;
/** How long threads are given to end by themselves, at the end of the file they are at. */
const STOP_MS = 3_000;

/**
 * Scans chunks in threads and resolves with those that would have become too large. When anything fails, or `signal`
 * fires, every thread is ended before this rejects.
 */
export async function runThreads(
  setup: ThreadsSetup,
  crew: ThreadCrew,
  threads: number,
  events: ScanEvents,
  signal: AbortSignal,
): Promise<Overflow[]> {
  const control = openControl(new SharedArrayBuffer(controlBytes(threads)));
  const overflows: Overflow[] = [];
  const run = createRun(control);
  const chunks = createChunkQueues(control, events, overflows, (error) => run.fail(error));
  const workers = new Set<Worker>();
  /** Runs a thread to its end, and after one that is spent another. */
  const runThread = (thread: number): Promise<void> =>
    new Promise((resolve) => {
      const maxInFlight = MAX_IN_FLIGHT / threads;
      const worker = crew.start({ ...setup, thread, control: control.buffer, maxInFlight });
      workers.add(worker);
      let spent = false;
      worker.on('message', (message: ScanMessage) => {
        if (message.kind === 'failed') run.fail(reviveFailure(message.error));
        else if (message.kind === 'spent') spent = true;
        else chunks.take(thread, message);
      });
      worker.on('error', (error) => run.fail(threadDied(setup, control.currentFile(thread), error)));
      worker.on('exit', () => {
        workers.delete(worker);
        resolve(spent && !control.isStopped() ? runThread(thread) : undefined);
      });
    });
  const exits = Array.from({ length: threads }, (_, thread) => runThread(thread));
  const abort = (): void => run.fail(signal.reason);
  signal.addEventListener('abort', abort, { once: true });
  if (signal.aborted) abort();
  const report = (): void => {
    const { files, bytes } = control.progress();
    events.onProgress(files, bytes, control.currentFile(0));
  };
  const timer = setInterval(report, PROGRESS_MS);
  try {
    await Promise.race([run.failed, Promise.all(exits).then(() => chunks.settled())]);
    run.throwIfFailed();
    report();
    return overflows.sort((a, b) => a.number - b.number);
  } finally {
    clearInterval(timer);
    signal.removeEventListener('abort', abort);
    control.stop();
    await endThreads(workers, exits);
  }
}

interface Run {
  /** Rejects with the first failure. */
  failed: Promise<never>;
  fail(error: unknown): void;
  throwIfFailed(): void;
}

function createRun(control: ScanControl): Run {
  let first: { error: unknown } | undefined;
  let reject: (reason: unknown) => void = () => undefined;
  const failed = new Promise<never>((_, refuse) => (reject = refuse));
  // Whoever races against it sees the rejection; when nobody does, it must not end the process as unhandled.
  failed.catch(() => undefined);
  return {
    failed,
    fail(error) {
      if (first) return;
      first = { error };
      control.stop();
      reject(error);
    },
    throwIfFailed() {
      if (first) throw first.error;
    },
  };
}

/** Keeps what is done for one chunk in order, while chunks overlap. */
function createChunkQueues(
  control: ScanControl,
  events: ScanEvents,
  overflows: Overflow[],
  fail: (error: unknown) => void,
): {
  take(thread: number, message: Exclude<ScanMessage, { kind: 'failed' | 'spent' }>): void;
  settled(): Promise<unknown>;
} {
  const queues = new Map<number, Promise<void>>();
  const facts = new Map<number, ChunkFacts>();
  const enqueue = (number: number, work: () => Promise<void> | void): void => {
    const queue = (queues.get(number) ?? Promise.resolve()).then(work);
    queue.catch(fail);
    queues.set(number, queue);
  };
  return {
    settled: () => Promise.all(queues.values()),
    take(thread, message) {
      const { number } = message;
      if (message.kind === 'overflow') overflows.push({ number, pieces: message.pieces });
      else if (message.kind === 'rows') {
        enqueue(number, async () => {
          await events.onRows(number, message.batch);
          control.releaseInFlight(thread, message.batch.bytes.byteLength);
        });
      } else if (message.kind === 'scanned') {
        facts.set(number, message.facts);
        enqueue(number, () => events.onScanned(number, message.facts));
      } else enqueue(number, () => events.onWritten(number, facts.get(number)!, message.mtimeMs));
    },
  };
}

async function endThreads(workers: ReadonlySet<Worker>, exits: readonly Promise<void>[]): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const patience = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, STOP_MS);
  });
  await Promise.race([Promise.all(exits), patience]);
  clearTimeout(timer);
  await Promise.all([...workers].map((worker) => worker.terminate()));
}

function reviveFailure({ message, app, system, stack }: ScanFailure): Error {
  if (app) return new AppError(app.kind, app.code, message);
  const error = Object.assign(new Error(message), system === undefined ? {} : { code: system });
  if (stack !== undefined) error.stack = stack;
  return error;
}

function threadDied(setup: ThreadsSetup, file: number, error: unknown): AppError {
  const path = setup.paths.split('\0')[file] ?? 'the first file';
  return new AppError('internal', 'scan_failed', `A scan thread died at ${path}: ${messageOf(error)}`, {
    cause: error,
  });
}
