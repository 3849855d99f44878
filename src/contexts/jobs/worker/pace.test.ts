import { expect, it } from 'vitest';
import { keepPace } from './pace.ts';

const after = (concurrency: number, ...times: readonly number[]) => {
  const pace = keepPace(concurrency);
  for (const time of times) pace.note(time);
  return pace;
};

it('takes one job until some in a row were short', () => {
  expect(after(1).most()).toBe(1);
  expect(after(1, 0.1, 0.1, 0.1).most()).toBe(1);
  expect(after(1, 0.1, 0.1, 0.1, 0.1).most()).toBe(250);
});

it('takes what ends within a moment, however short the jobs are', () => {
  expect(after(1, 5, 5, 5, 5).most()).toBe(5);
  expect(after(1, 0, 0, 0, 0).most()).toBe(500);
});

it('takes one again after a long job, or one that did not complete', () => {
  expect(after(1, 0.1, 0.1, 0.1, 0.1, 30).most()).toBe(1);
  const pace = after(1, 0.1, 0.1, 0.1, 0.1);
  pace.slow();
  expect(pace.most()).toBe(1);
});

it('takes one where jobs of some length could run beside each other', () => {
  expect(after(10, 5, 5, 5, 5).most()).toBe(1);
  expect(after(10, 0.5, 0.5, 0.5, 0.5).most()).toBe(50);
});
