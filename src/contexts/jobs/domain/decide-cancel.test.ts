import { expect, test } from 'vitest';
import { decideCancel } from './decide-cancel.ts';

const job = (status: Parameters<typeof decideCancel>[0]['status']) => ({ jobId: 'j1', status });

test('a queued job ends at once, with force or without', () => {
  expect(decideCancel(job('queued'), false)).toBe('end');
  expect(decideCancel(job('queued'), true)).toBe('end');
});

test('a running job is stopped only with force', () => {
  expect(decideCancel(job('running'), true)).toBe('request');
  expect(() => decideCancel(job('running'), false)).toThrow(
    expect.objectContaining({ kind: 'conflict', code: 'job_running' }),
  );
});

test('what has ended cannot be cancelled', () => {
  for (const status of ['completed', 'failed', 'cancelled'] as const) {
    expect(() => decideCancel(job(status), true)).toThrow(
      expect.objectContaining({ kind: 'gone', code: 'job_finished' }),
    );
  }
});
