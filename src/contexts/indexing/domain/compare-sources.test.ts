import { describe, expect, it } from 'vitest';
import { compareSources, isWorthPatching, UNREAD } from './compare-sources.ts';

const known = new Map([
  ['a.c', { size: 1, mtimeMs: 1.5 }],
  ['b.c', { size: 2, mtimeMs: 2 }],
  ['c.c', { size: 3, mtimeMs: UNREAD }],
]);
const a = { path: 'a.c', size: 1, mtimeMs: 1.5 };
const b = { path: 'b.c', size: 2, mtimeMs: 2 };
const c = { path: 'c.c', size: 3, mtimeMs: 3 };

describe('compareSources', () => {
  it('finds files that are new, gone, of another size or time, or could not be read', () => {
    expect(compareSources(known, [a, b, c])).toEqual({ changed: [c], removed: [] });
    expect(
      compareSources(known, [
        { ...a, size: 9 },
        { ...b, mtimeMs: 2.25 },
      ]),
    ).toEqual({
      changed: [
        { ...a, size: 9 },
        { ...b, mtimeMs: 2.25 },
      ],
      removed: ['c.c'],
    });
    const renamed = { ...b, path: 'd.c' };
    expect(compareSources(known, [a, renamed])).toEqual({ changed: [renamed], removed: ['b.c', 'c.c'] });
    expect(compareSources(new Map(), [])).toEqual({ changed: [], removed: [] });
  });
});

describe('isWorthPatching', () => {
  it('draws the line at a twentieth of the files, and not before 200', () => {
    expect([isWorthPatching(200, 10), isWorthPatching(201, 10)]).toEqual([true, false]);
    expect([isWorthPatching(3000, 60_000), isWorthPatching(3001, 60_000)]).toEqual([true, false]);
  });
});
