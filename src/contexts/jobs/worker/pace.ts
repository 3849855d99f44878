/**
 * How many jobs a worker takes at once: one, as long as jobs take their time, and as many as end within a moment where
 * they are short. Claiming and settling are commits, so short jobs that were claimed one by one would mostly wait for
 * the disk.
 */
export interface Pace {
  /** A job has completed, in so many milliseconds. */
  note(milliseconds: number): void;
  /** A job takes longer than those before it did, or did not complete. */
  slow(): void;
  /** Jobs to take at once. */
  most(): number;
}

/** Milliseconds of work that are claimed ahead: so long may a job wait for another although a slot is free. */
const AHEAD_MS = 25;
const MOST = 512;
/** Jobs in a row that must have been short. */
const ENOUGH = 4;
/** Weight of the last job in the average. */
const NEW = 0.3;
/** What the way to the process and back takes of a job, in milliseconds. */
const LEAST_MS = 0.05;

/**
 * Makes a pace that takes one job at first. Where jobs could run beside each other, more than one are taken only when
 * they are so short that one process ends them as soon as several would.
 */
export function keepPace(concurrency: number): Pace {
  const shortMs = concurrency === 1 ? AHEAD_MS : 1;
  let average = 0;
  let count = 0;
  return {
    note(milliseconds) {
      average = count === 0 ? milliseconds : average + NEW * (milliseconds - average);
      count = milliseconds > AHEAD_MS ? 0 : count + 1;
    },
    slow() {
      count = 0;
    },
    most: () =>
      count < ENOUGH || average >= shortMs
        ? 1
        : Math.max(1, Math.min(MOST, Math.floor(AHEAD_MS / Math.max(average, LEAST_MS)))),
  };
}
