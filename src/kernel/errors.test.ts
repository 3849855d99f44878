import { describe, expect, it } from 'vitest';
import { AppError, toAppError } from './errors.ts';

describe('toAppError', () => {
  it('keeps an AppError as it is', () => {
    const error = new AppError('conflict', 'version_conflict', 'Somebody was faster', {
      extra: { current_version: 2 },
    });
    expect(toAppError(error)).toBe(error);
  });

  it('hides what failed inside, and keeps it as the cause', () => {
    const cause = new Error('password=secret');
    const error = toAppError(cause);
    expect(error).toMatchObject({ kind: 'internal', code: 'internal_error', cause });
    expect(error.message).not.toContain('secret');
  });

  it('knows an abort', () => {
    expect(toAppError(new DOMException('stop', 'AbortError'))).toMatchObject({ kind: 'cancelled' });
  });

  it('takes what is no Error at all', () => {
    expect(toAppError('text')).toMatchObject({ code: 'internal_error', cause: 'text' });
  });
});
