import { AppError } from '../../../kernel/errors.ts';

/**
 * Where a page of the job list ended. The list runs: queued (0) by place, running (1) by place, finished (2) by
 * time of ending, newest first. `key` is the place, or microseconds since 1970 for finished jobs.
 */
export interface ListCursor {
  rank: 0 | 1 | 2;
  /** A decimal bigint, as text so that no digit is lost. */
  key: string;
  jobId: string;
}

/** The cursor as clients carry it. */
export function encodeCursor(cursor: ListCursor): string {
  return `${cursor.rank}.${cursor.key}.${cursor.jobId}`;
}

/** Reads a cursor back; throws `invalid_cursor` for anything {@link encodeCursor} does not make. */
export function decodeCursor(text: string): ListCursor {
  const match = /^([012])\.(\d{1,18})\.([0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12})$/.exec(text);
  if (match === null) {
    throw new AppError(
      'invalid',
      'invalid_cursor',
      'The cursor is not one this list gave out; start again without it',
      { errors: [{ pointer: '/cursor', detail: 'not a cursor of this list' }] },
    );
  }
  return { rank: match[1] === '0' ? 0 : match[1] === '1' ? 1 : 2, key: match[2]!, jobId: match[3]! };
}
