import { setTimeout as sleep } from 'node:timers/promises';
import { AppError } from '../../kernel/errors.ts';
import { stopIfAborted } from './stoppable.ts';

/** Time between two tries. */
const PAUSE_MS = 100;

/**
 * Repeats a read that finds the database unavailable, so that what waits or streams outlives a restart of it.
 * @param until moment of `performance.now()` after which it is not tried again; never given up when not given
 * @throws AppError `cancelled` when the signal fires meanwhile, and what `read` throws
 */
export async function repeatWhileUnavailable<Value>(
  read: () => Promise<Value>,
  { signal, until = Number.POSITIVE_INFINITY }: { signal: AbortSignal; until?: number },
): Promise<Value> {
  for (;;) {
    try {
      return await read();
    } catch (error) {
      const passes = error instanceof AppError && error.kind === 'unavailable' && performance.now() < until;
      if (!passes) throw error;
    }
    await sleep(PAUSE_MS, undefined, { signal }).catch(() => stopIfAborted(signal));
  }
}
