import { messageOf } from '../../../kernel/errors.ts';
import type { Log } from '../../../platform/log/create-log.ts';
import { startChild } from './start-child.ts';
import type { JobChild, StartChildOptions } from './start-child.ts';

/** Keeps one job process ready, so that a job starts milliseconds after it is claimed. */
export interface SpareKeeper {
  /** Takes the spare, if it is ready; another one is not started before {@link SpareKeeper.want}. */
  take(): JobChild | undefined;
  /** Sees to it that there is a spare; `onReady` is called when there is. */
  want(): void;
  /** Gives back a process that runs nothing; it becomes the spare, or ends when there is one. */
  give(child: JobChild): Promise<void>;
  /** Ends the spare; none is started any more. */
  stop(): Promise<void>;
}

const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 30_000;

/** Makes a keeper, with `first` as its spare. A process that fails to start is tried again after growing pauses. */
export function keepSpare(
  options: StartChildOptions & { log: Log; onReady: () => void },
  first: JobChild,
): SpareKeeper {
  let spare: JobChild | undefined;
  let starting: Promise<void> | undefined;
  let stopped = false;
  let pause = FIRST_PAUSE_MS;
  let retry: NodeJS.Timeout | undefined;

  /** An idle process that dies is replaced; one that runs a job is its supervisor's concern. */
  const watch = (child: JobChild): void => {
    const replace = (why: string): void => {
      if (spare !== child) return;
      spare = undefined;
      options.log.warn({ pid: child.pid, why }, 'An idle job process ended; starting another');
      want();
    };
    void child.exited.then(replace);
  };

  const want = (): void => {
    if (stopped || spare !== undefined || starting !== undefined || retry !== undefined) return;
    starting = startChild(options)
      .then((child) => {
        starting = undefined;
        pause = FIRST_PAUSE_MS;
        if (stopped || spare !== undefined) return child.kill();
        watch(child);
        spare = child;
        return options.onReady();
      })
      .catch((error: unknown) => {
        starting = undefined;
        options.log.error({ why: messageOf(error), pause_ms: pause }, 'A job process did not start');
        retry = setTimeout(() => {
          retry = undefined;
          want();
        }, pause);
        pause = Math.min(LONGEST_PAUSE_MS, pause * 2);
      });
  };

  watch(first);
  spare = first;
  return {
    take() {
      const child = spare;
      spare = undefined;
      return child;
    },
    want,
    async give(child) {
      if (stopped || spare !== undefined) await child.kill();
      else spare = child;
    },
    async stop() {
      stopped = true;
      clearTimeout(retry);
      const child = spare;
      spare = undefined;
      await Promise.all([child?.kill(), starting]);
    },
  };
}
