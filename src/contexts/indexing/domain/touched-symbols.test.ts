import { describe, expect, it } from 'vitest';
import type { FileChange, LineChange } from './parse-diff.ts';
import { guessSide, touchedSymbols } from './touched-symbols.ts';

const at = (from: number, to: number): LineChange => ({
  before: { from, to },
  after: { from: from + 100, to: to + 100 },
});
const symbols = [
  { name: 'Ship', line: 1, endLine: 50 },
  { name: 'sail', line: 5, endLine: 10 },
  { name: 'moor', line: 20, endLine: 30 },
  { name: 'after', line: 60, endLine: 70 },
];
const names = (...changes: LineChange[]): string[] =>
  touchedSymbols(changes, 'before', symbols).map(({ name }) => name);

describe('touchedSymbols', () => {
  it('takes the innermost symbol of a changed line', () => {
    expect(names(at(6, 6))).toEqual(['sail']);
    expect(names(at(15, 15))).toEqual(['Ship']);
    expect(names(at(55, 55))).toEqual([]);
    expect(names(at(70, 99))).toEqual(['after']);
  });

  it('takes every symbol that a change runs over', () => {
    expect(names(at(8, 65)).sort()).toEqual(['after', 'moor', 'sail']);
  });

  it('lets lines between two lines touch only what holds both', () => {
    expect(names(at(11, 10))).toEqual(['Ship']);
    expect(names(at(10, 9))).toEqual(['sail']);
    expect(names(at(71, 70))).toEqual([]);
  });

  it('does not mind the order of changes', () => {
    expect(names(at(65, 65), at(6, 6)).sort()).toEqual(['after', 'sail']);
  });
});

describe('guessSide', () => {
  const file = (before: number, after: number, heading: string): FileChange => ({
    before: 'a',
    after: 'a',
    changes: [],
    hunks: [{ before, after, heading }],
  });

  it('takes the side on which hunks lie where they say', () => {
    expect(guessSide([file(65, 25, 'void after(void)')], () => symbols)).toBe('before');
    expect(guessSide([file(25, 65, 'void after(void)')], () => symbols)).toBe('after');
    expect(guessSide([file(25, 65, '')], () => symbols)).toBe('before');
  });
});
