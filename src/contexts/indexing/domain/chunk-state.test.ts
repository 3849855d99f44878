import { describe, expect, it } from 'vitest';
import { admitChunk, backoffSeconds, setBack } from './chunk-state.ts';

describe('admitChunk', () => {
  it.each([
    ['pending', 0, false, { take: true, retryCount: 0 }],
    ['pending', 2, false, { take: true, retryCount: 2 }],
    ['processing', 0, false, { take: false, why: 'processing' }],
    ['processing', 0, true, { take: false, why: 'processing' }],
    ['completed', 1, false, { take: false, why: 'completed' }],
    ['completed', 1, true, { take: true, retryCount: 0 }],
    ['failed', 0, false, { take: true, retryCount: 1 }],
    ['failed', 2, false, { take: true, retryCount: 3 }],
    ['failed', 3, false, { take: false, why: 'exhausted' }],
    ['failed', 3, true, { take: true, retryCount: 0 }],
  ] as const)('%s after %i retries, force %s', (status, retryCount, force, admission) => {
    expect(admitChunk({ status, retryCount }, force)).toEqual(admission);
  });
});

describe('setBack', () => {
  it('tries a passing fault three times again, later each time', () => {
    expect([0, 1, 2, 3].map((retries) => setBack(retries, true))).toEqual([
      { status: 'pending', retryCount: 1, delaySeconds: 1 },
      { status: 'pending', retryCount: 2, delaySeconds: 2 },
      { status: 'pending', retryCount: 3, delaySeconds: 4 },
      { status: 'failed', retryCount: 3 },
    ]);
    expect([1, 2, 3].map(backoffSeconds)).toEqual([1, 2, 4]);
  });

  it('does not try a lasting fault again', () => {
    expect(setBack(0, false)).toEqual({ status: 'failed', retryCount: 0 });
  });
});
