/** One way of using a queue, where a queue has several: the best of them counts. */
export interface Mode {
  name: string;
  /** Takes so long that a tenth of the jobs says as much. */
  slow?: boolean;
  /** Works off `count` jobs that are queued; answers the seconds from its begin until the last is stored as done. */
  process(count: number): Promise<number>;
}

/** Enqueueing and waiting for the start, in one mode. */
export interface StartMode {
  name: string;
  /** Begins to wait for jobs. */
  begin(): Promise<void>;
  /** Milliseconds from asking for a job until its handler runs. */
  sample(): Promise<number>;
  end(): Promise<void>;
}

/** A queue, as the bench drives it. */
export interface QueueSystem {
  name: string;
  version: string;
  /** Queues one job, in the way an application does. */
  enqueue(): Promise<void>;
  /** Queues many with one call. */
  enqueueBatch(count: number): Promise<void>;
  /** Forgets every job. */
  clear(): Promise<void>;
  processModes(concurrency: number): Mode[];
  startModes(): StartMode[];
  close(): Promise<void>;
}

/** When the handler of the job that was asked for last has begun. */
export function startClock(): { next: () => Promise<number>; mark: () => void } {
  let told: ((time: number) => void) | undefined;
  return {
    next: () => new Promise((resolve) => (told = resolve)),
    mark: () => told?.(performance.now()),
  };
}

/** What every queue's handler does here. */
export async function noop(): Promise<void> {
  await Promise.resolve();
}

export const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
