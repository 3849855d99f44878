import { expect, it } from 'vitest';
import { adaptThreads, memoryFor, threadsWithin } from './memory-bound.ts';

const MB = 1_000_000;

it('estimates grow with chunks and threads', () => {
  expect(memoryFor([])).toBe(100 * MB);
  expect(memoryFor([50 * MB])).toBe(274 * MB);
  expect(memoryFor([50 * MB, 10 * MB])).toBe(328 * MB);
});

it('the largest chunks decide how many threads fit', () => {
  const sizes = [10 * MB, 50 * MB, 10 * MB, 50 * MB];
  expect(threadsWithin(450 * MB, sizes, 4)).toBe(2);
  expect(threadsWithin(300 * MB, sizes, 4)).toBe(1);
  expect(threadsWithin(200 * MB, sizes, 4)).toBe(0);
  expect(threadsWithin(2000 * MB, sizes, 3)).toBe(3);
  expect(threadsWithin(2000 * MB, sizes.slice(0, 1), 3)).toBe(1);
});

it.each([
  [900, 2, 1],
  [900, 1, 1],
  [700, 2, 2],
  [500, 2, 3],
  [500, 4, 4],
])('with %i of 1000 MB in use, %i threads become %i', (rss, threads, next) => {
  expect(adaptThreads({ rss, bound: 1000, threads, most: 4 })).toBe(next);
});
