import type { Tx } from '../../kernel/context.ts';
import { AppError } from '../../kernel/errors.ts';

/** @throws AppError `cancelled` when the caller has gone */
export function stopIfAborted(signal: AbortSignal): void {
  if (signal.aborted) {
    throw new AppError(
      'cancelled',
      'cancelled',
      'The request was cancelled before it finished; nothing was changed',
    );
  }
}

/**
 * A transaction that takes no further statement once the caller has gone: the operation stops at its next
 * statement and the transaction is rolled back.
 */
export function stoppable(tx: Tx, signal: AbortSignal): Tx {
  return {
    async query(query) {
      stopIfAborted(signal);
      return tx.query(query);
    },
  };
}
