import { expect, test } from 'vitest';
import type { ErrorKind } from '../../../kernel/errors.ts';
import { backoffSeconds, isRetryable, settleAttempt } from './settle-attempt.ts';

const first = { attempt: 1, maxAttempts: 3, timeoutSeconds: 60 };
const last = { ...first, attempt: 3 };
const error = { code: 'disk_full', message: 'The disk is full' };

test('work that was done is done', () => {
  expect(settleAttempt({ how: 'completed', result: '{}' }, last, 1)).toEqual({
    status: 'completed',
    result: '{}',
  });
});

test('an error that may go away is tried again after a pause, until attempts are used up', () => {
  const end = { how: 'failed', kind: 'unavailable', error } as const;
  expect(settleAttempt(end, first, 2)).toEqual({ status: 'queued', delaySeconds: 2, refund: false, error });
  expect(settleAttempt(end, { ...first, attempt: 2 }, 2)).toMatchObject({ delaySeconds: 8 });
  expect(settleAttempt(end, last, 2)).toEqual({ status: 'failed', error });
});

test('an error of the input is final at once', () => {
  const finals: ErrorKind[] = [
    'invalid',
    'unauthenticated',
    'forbidden',
    'not_found',
    'gone',
    'unprocessable',
  ];
  for (const kind of finals) {
    expect(settleAttempt({ how: 'failed', kind, error }, first, 1)).toEqual({ status: 'failed', error });
    expect(isRetryable(kind)).toBe(false);
  }
});

test('a job that lets others go first loses no attempt, and leaves them time to be taken', () => {
  const settled = settleAttempt({ how: 'gave_way' }, last, 1);
  expect(settled).toEqual({ status: 'queued', delaySeconds: 2, refund: true, error: null });
});

test('a process that died counts an attempt and says how it died', () => {
  const end = { how: 'died', detail: 'signal SIGKILL' } as const;
  expect(settleAttempt(end, first, 1)).toMatchObject({ status: 'queued', refund: false });
  expect(settleAttempt(end, last, 1)).toMatchObject({
    status: 'failed',
    error: { code: 'process_died', message: expect.stringContaining('signal SIGKILL') },
  });
});

test('a timeout is final; a hand-back costs no attempt, not even the last', () => {
  expect(settleAttempt({ how: 'timed_out' }, first, 1)).toMatchObject({
    status: 'failed',
    error: { code: 'timed_out', message: expect.stringContaining('60 s') },
  });
  expect(settleAttempt({ how: 'handed_back' }, last, 1)).toEqual({
    status: 'queued',
    delaySeconds: 0,
    refund: true,
    error: null,
  });
});

test('pauses grow fourfold, to five minutes', () => {
  expect([1, 2, 3, 4, 5, 50].map((attempt) => backoffSeconds(attempt, 2))).toEqual([2, 8, 32, 128, 300, 300]);
});
