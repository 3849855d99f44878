import { setTimeout as sleep } from 'node:timers/promises';
import { messageOf } from '../../../kernel/errors.ts';
import type { Log } from '../../log/create-log.ts';

/** What {@link keepServerUp} looks after. */
export interface KeptServer {
  /** Whether a server runs, whoever started it. */
  isUp: () => boolean;
  /** Starts one or attaches to one that somebody else has started meanwhile; rejects when neither works. */
  bringUp: () => Promise<{ pid: number; attached: boolean }>;
  log: Log;
}

const LOOK_MS = 500;
const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 30_000;
/** A server that was up for so long has got over what ended it. */
const STEADY_MS = 60_000;

/**
 * Brings a server up again whenever it is found gone: at once the first time, after growing pauses when that fails or
 * does not last. It looks by polling, as a server that another process started is nobody's child here.
 * @returns ends it; resolves when no start is under way any more
 */
export function keepServerUp({ isUp, bringUp, log }: KeptServer): () => Promise<void> {
  const ended = new AbortController();
  /** Whether it was waited for to the end; the process may end meanwhile. */
  const waited = (milliseconds: number): Promise<boolean> =>
    sleep(milliseconds, undefined, { signal: ended.signal, ref: false }).then(
      () => true,
      () => false,
    );

  const watch = async (): Promise<void> => {
    let pause = 0;
    let upSince = performance.now();
    while (await waited(LOOK_MS)) {
      if (isUp()) {
        if (performance.now() - upSince > STEADY_MS) pause = 0;
        continue;
      }
      log.error({ pause_ms: pause }, 'The embedded PostgreSQL has ended unexpectedly; starting it again');
      if (!(await waited(pause))) return;
      pause = Math.min(LONGEST_PAUSE_MS, Math.max(FIRST_PAUSE_MS, pause * 2));
      try {
        const { pid, attached } = await bringUp();
        upSince = performance.now();
        log.warn({ postgres_pid: pid, started_by_another: attached }, 'The embedded PostgreSQL is up again');
      } catch (error) {
        log.error({ why: messageOf(error) }, 'The embedded PostgreSQL does not start');
      }
    }
  };

  const watching = watch();
  return async () => {
    ended.abort();
    await watching;
  };
}
