import { AppError } from '../../kernel/errors.ts';

/** The parts of PostgreSQL's errors (`DatabaseError` of pg-protocol) that code may decide by. */
interface PostgresError extends Error {
  /** SQLSTATE, five characters. */
  code: string;
}

/** Whether a role lacks a right, or row-level security refused a row. */
export function isPermissionDenied(error: unknown): boolean {
  return hasState(error, '42501');
}

/** Whether another transaction was in the way (deadlock, serialization, lock timeout): the same again may work. */
export function isTransactionConflict(error: unknown): boolean {
  return ['40001', '40P01', '55P03'].some((state) => hasState(error, state));
}

/** Whether a statement was refused, or COMMIT saved nothing, because one before it in the transaction had failed. */
export function isTransactionAborted(error: unknown): boolean {
  return hasState(error, '25P02') || (error instanceof AppError && error.code === TRANSACTION_ABORTED);
}

/** Code of the error where nobody passed on that a statement had failed. */
export const TRANSACTION_ABORTED = 'transaction_aborted';

/** Whether the server ran out of disk or memory, or its disk failed: the same again may work when there is room. */
export function isResourceShort(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return /^(53[0-2]..|58030)$/.test((error as Partial<PostgresError>).code ?? '');
}

/** Whether the connection or the server is gone, is not there yet, or takes no more connections. */
export function isConnectionLost(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = (error as Partial<PostgresError>).code;
  if (code !== undefined) return /^(08...|57P0[1-5]|53300)$/.test(code) || SOCKET_CODES.has(code);
  // pg's own errors have no code.
  return /^(Connection terminated|Client has encountered|Client was closed|timeout expired|timeout exceeded)/.test(
    error.message,
  );
}

const SOCKET_CODES = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ENOENT',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENOTFOUND',
]);

/**
 * What a transaction's caller gets for an error: conditions of the database become AppErrors that say when to
 * try again, everything else stays what it is.
 */
export function toTransactionError(error: unknown): unknown {
  if (error instanceof AppError) return error;
  if (isConnectionLost(error)) {
    return new AppError(
      'unavailable',
      'database_unavailable',
      'The connection to the database was lost or could not be made; nothing is known to be saved. Try again',
      { retryAfterSeconds: 1, cause: error },
    );
  }
  if (isTransactionConflict(error)) {
    return new AppError(
      'unavailable',
      'transaction_conflict',
      'Another change was in the way and nothing was saved; try again',
      { retryAfterSeconds: 1, cause: error },
    );
  }
  if (hasState(error, '57014')) {
    return new AppError(
      'unavailable',
      'database_timeout',
      'The database took too long to answer and nothing was saved; ask for less at once, or try again later',
      { retryAfterSeconds: 5, cause: error },
    );
  }
  return error;
}

function hasState(error: unknown, state: string): boolean {
  return error instanceof Error && (error as Partial<PostgresError>).code === state;
}
