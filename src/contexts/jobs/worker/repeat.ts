import { messageOf } from '../../../kernel/errors.ts';
import type { Log } from '../../../platform/log/create-log.ts';

/** Something that is done again and again. */
export interface Repetition {
  /** Ends it; resolves when the turn under way has ended. */
  end(): Promise<void>;
}

/** Does `work` now and then again, `pauseMs` after each end. What it throws is logged and ends nothing. */
export function repeat(work: () => Promise<void>, pauseMs: number, log: Log): Repetition {
  let ended = false;
  let timer: NodeJS.Timeout | undefined;
  const turn = async (): Promise<void> => {
    try {
      await work();
    } catch (error) {
      log.warn({ why: messageOf(error) }, 'The queue could not be looked after');
    }
    if (ended) return;
    timer = setTimeout(() => {
      current = turn();
    }, pauseMs);
  };
  let current = turn();
  return {
    async end() {
      ended = true;
      clearTimeout(timer);
      await current;
    },
  };
}
