/** What the main thread and the scan threads share while they run, in one block of shared memory. */
export interface ScanControl {
  buffer: SharedArrayBuffer;
  /** Takes the next index of the list of jobs that parse, or of those that do not. */
  nextJob(isParsed: boolean): number;
  /** Tells every thread to end at the next file. */
  stop(): void;
  isStopped(): boolean;
  /** Notes which file a thread is at, so that it can be named should the thread die. */
  beginFile(thread: number, file: number): void;
  currentFile(thread: number): number;
  /** Counts a file as done. */
  endFile(bytes: number): void;
  progress(): { files: number; bytes: number };
  /** Row bytes on their way from a thread to the database. */
  addInFlight(thread: number, bytes: number): void;
  releaseInFlight(thread: number, bytes: number): void;
  /** Blocks the calling thread until at most `limit` of its bytes are on their way, or everything stops. */
  waitInFlight(thread: number, limit: number): void;
}

const NEXT = 0;
const NEXT_PARSED = 1;
const STOPPED = 2;
const FILES = 3;
const THREADS = 4;
const HEAD_BYTES = 8;
const WAIT_MS = 100;

/** Bytes the shared block needs. */
export function controlBytes(threads: number): number {
  return HEAD_BYTES + 4 * (THREADS + 2 * threads);
}

/**
 * Opens the shared block. Each thread has a limit of its own on rows in flight: with a common one, threads whose
 * chunks wait for a connection could hold all of it, and those that have one could not send what would free it.
 */
export function openControl(buffer: SharedArrayBuffer): ScanControl {
  const bytesDone = new BigInt64Array(buffer, 0, 1);
  const words = new Int32Array(buffer, HEAD_BYTES);
  const inFlight = (thread: number): number => THREADS + 2 * thread;
  const current = (thread: number): number => THREADS + 2 * thread + 1;
  return {
    buffer,
    nextJob: (isParsed) => Atomics.add(words, isParsed ? NEXT_PARSED : NEXT, 1),
    stop() {
      Atomics.store(words, STOPPED, 1);
      for (let at = THREADS; at < words.length; at += 1) Atomics.notify(words, at);
    },
    isStopped: () => Atomics.load(words, STOPPED) === 1,
    beginFile: (thread, file) => void Atomics.store(words, current(thread), file),
    currentFile: (thread) => Atomics.load(words, current(thread)),
    endFile(bytes) {
      Atomics.add(words, FILES, 1);
      Atomics.add(bytesDone, 0, BigInt(bytes));
    },
    progress: () => ({ files: Atomics.load(words, FILES), bytes: Number(Atomics.load(bytesDone, 0)) }),
    addInFlight: (thread, bytes) => void Atomics.add(words, inFlight(thread), bytes),
    releaseInFlight(thread, bytes) {
      Atomics.sub(words, inFlight(thread), bytes);
      Atomics.notify(words, inFlight(thread));
    },
    waitInFlight(thread, limit) {
      for (;;) {
        const waiting = Atomics.load(words, inFlight(thread));
        if (waiting <= limit || Atomics.load(words, STOPPED) === 1) return;
        Atomics.wait(words, inFlight(thread), waiting, WAIT_MS);
      }
    },
  };
}
