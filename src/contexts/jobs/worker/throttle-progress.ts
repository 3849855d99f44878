import type { JobProgress, ReportProgress } from '../../../kernel/job.ts';

/** Progress reports let through at most once an interval; the newest one always gets through in the end. */
export interface ProgressThrottle {
  report: ReportProgress;
  /** Sends what is being held back. */
  flush(): void;
  /** Drops what is being held back; nothing is sent any more. */
  stop(): void;
}

/** Lets the first report through at once, then the newest of each interval. */
export function throttleProgress(
  intervalMs: number,
  send: (progress: JobProgress) => void,
): ProgressThrottle {
  let held: JobProgress | undefined;
  let timer: NodeJS.Timeout | undefined;
  let sentAt = -Infinity;
  let stopped = false;
  const flush = (): void => {
    clearTimeout(timer);
    timer = undefined;
    if (held === undefined || stopped) return;
    sentAt = performance.now();
    send(held);
    held = undefined;
  };
  return {
    report(progress) {
      if (stopped) return;
      held = progress;
      // A handler that seldom yields starves timers, so the clock is read here as well.
      const wait = sentAt + intervalMs - performance.now();
      if (wait <= 0) flush();
      else timer ??= setTimeout(flush, wait);
    },
    flush,
    stop() {
      stopped = true;
      clearTimeout(timer);
    },
  };
}
