import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { throttleProgress } from './throttle-progress.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

test('the first report goes at once, then the newest of each interval', () => {
  const sent: string[] = [];
  const progress = throttleProgress(1000, ({ phase }) => sent.push(phase));
  for (const phase of ['a', 'b', 'c']) progress.report({ phase });
  expect(sent).toEqual(['a']);
  vi.advanceTimersByTime(1000);
  expect(sent).toEqual(['a', 'c']);
  progress.report({ phase: 'd' });
  progress.flush();
  expect(sent).toEqual(['a', 'c', 'd']);
});

test('after stop nothing is sent', () => {
  const sent: string[] = [];
  const progress = throttleProgress(1000, ({ phase }) => sent.push(phase));
  progress.report({ phase: 'a' });
  progress.report({ phase: 'b' });
  progress.stop();
  vi.advanceTimersByTime(5000);
  progress.report({ phase: 'c' });
  expect(sent).toEqual(['a']);
});
