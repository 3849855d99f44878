import { describe, expect, it } from 'vitest';
import { AppError } from '../../kernel/errors.ts';
import { toProblem } from './problem.ts';

describe('toProblem', () => {
  it('describes an AppError, with the members older clients read', () => {
    const error = new AppError('conflict', 'version_conflict', 'Item 7 is at version 4', {
      errors: [{ pointer: '/version', detail: 'is behind' }],
      extra: { current_version: 4 },
    });
    expect(toProblem(error, { instance: '/api/v1/work-items/7', traceId: 'abc' })).toEqual({
      type: 'urn:keelson:problem:version_conflict',
      title: 'Version conflict',
      status: 409,
      detail: 'Item 7 is at version 4',
      instance: '/api/v1/work-items/7',
      code: 'version_conflict',
      error: 'version_conflict',
      message: 'Item 7 is at version 4',
      traceId: 'abc',
      errors: [{ pointer: '/version', detail: 'is behind' }],
      current_version: 4,
    });
  });

  it('says nothing of what an unexpected error holds', () => {
    const problem = toProblem(new Error('password=hunter2'));
    expect(problem).toMatchObject({ status: 500, code: 'internal_error' });
    expect(JSON.stringify(problem)).not.toContain('hunter2');
  });

  it('lets no extension member replace a standard one', () => {
    const error = new AppError('forbidden', 'no', 'No', { extra: { status: 200, code: 'yes' } });
    expect(toProblem(error)).toMatchObject({ status: 403, code: 'no' });
  });

  it('gives faults of the exchange their own status', () => {
    expect(toProblem(new AppError('invalid', 'body_too_large', 'Too large')).status).toBe(413);
  });
});
