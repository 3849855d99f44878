/**
 * What a thread needs to load a chunk file, in multiples of the file's size: the file, the rows made of it, and those on
 * their way; measured at 2.4 for the Linux kernel.
 */
const MEMORY_FACTOR = 3;
/** What a thread needs at least. */
const THREAD_BYTES = 24_000_000;
/** What the process needs before it loads anything. */
const PROCESS_BYTES = 100_000_000;

/** Memory that a process takes which loads chunks of these sizes at once, in bytes; an upper estimate. */
export function memoryFor(sizes: readonly number[]): number {
  return sizes.reduce((sum, size) => sum + THREAD_BYTES + MEMORY_FACTOR * size, PROCESS_BYTES);
}

/** How many of the largest chunks fit the bound at once, up to `most`; 0 when not even one does. */
export function threadsWithin(bound: number, sizes: readonly number[], most: number): number {
  const largest = sizes.toSorted((a, b) => b - a);
  let threads = 0;
  while (threads < Math.min(most, largest.length) && memoryFor(largest.slice(0, threads + 1)) <= bound)
    threads += 1;
  return threads;
}

/** What a loader that adapts goes by. */
export interface LoadWeather {
  /** Memory of the process, in bytes. */
  rss: number;
  bound: number;
  /** Threads at work, and how many there may be. */
  threads: number;
  most: number;
}

/** Above this share of the bound a thread goes; below the other one may come. */
const TIGHT = 0.85;
const AMPLE = 0.6;

/** How many threads there should be from now on. */
export function adaptThreads({ rss, bound, threads, most }: LoadWeather): number {
  if (rss > TIGHT * bound) return Math.max(1, threads - 1);
  if (rss < AMPLE * bound) return Math.min(most, threads + 1);
  return threads;
}
