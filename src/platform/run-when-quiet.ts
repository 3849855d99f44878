export interface QuietOptions {
  /** Milliseconds without another call before `work` runs. */
  quietMs: number;
  /** Milliseconds after which it runs even though calls keep coming. */
  longestMs: number;
}

/**
 * Gives a function that may be called often: `work` runs once for calls that come close together, and never twice at
 * once. Calls while it runs lead to one more run. `stop` waits for the run there may be; none follows.
 */
export function runWhenQuiet(
  work: () => Promise<void>,
  { quietMs, longestMs }: QuietOptions,
): { call(): void; stop(): Promise<void> } {
  let timer: NodeJS.Timeout | undefined;
  let firstCall: number | undefined;
  let running: Promise<void> | undefined;
  let stopped = false;

  const schedule = (): void => {
    if (stopped || running !== undefined || firstCall === undefined) return;
    clearTimeout(timer);
    const left = firstCall + longestMs - Date.now();
    timer = setTimeout(start, Math.max(0, Math.min(quietMs, left)));
  };
  const start = (): void => {
    firstCall = undefined;
    running = work().finally(() => {
      running = undefined;
      schedule();
    });
  };
  return {
    call() {
      firstCall ??= Date.now();
      schedule();
    },
    async stop() {
      stopped = true;
      clearTimeout(timer);
      await running;
    },
  };
}
