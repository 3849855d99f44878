import { setTimeout as sleep } from 'node:timers/promises';
import { AppError } from '../../kernel/errors.ts';

const TRIES = 4;
const FIRST_PAUSE_MS = 10;

/** As the database names it when a transaction was rolled back for another's sake. */
function isConflict(thrown: unknown): boolean {
  return thrown instanceof AppError && thrown.code === 'transaction_conflict';
}

/**
 * Runs a transaction again when the database gave up on it in favour of another (serialization failure, deadlock).
 * Pauses grow and are drawn at random, so that two that collided do not collide again.
 */
export async function retryConflicts<Result>(
  signal: AbortSignal,
  work: () => Promise<Result>,
): Promise<Result> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work();
    } catch (thrown) {
      if (attempt === TRIES || !isConflict(thrown)) throw thrown;
      await sleep(FIRST_PAUSE_MS * 2 ** (attempt - 1) * (0.5 + Math.random()), undefined, { signal });
    }
  }
}
