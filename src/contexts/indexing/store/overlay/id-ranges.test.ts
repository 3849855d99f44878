import { describe, expect, it } from 'vitest';
import { chunkOf, idsOfChunk, toMultirange } from './id-ranges.ts';

describe('ids', () => {
  it('tell their chunk, up to the last', () => {
    const { first, last } = idsOfChunk(2047);
    expect([first, last]).toEqual([2_146_435_072, 2_147_483_647]);
    expect([chunkOf(first), chunkOf(last), chunkOf(0)]).toEqual([2047, 2047, 0]);
  });

  it('become ranges', () => {
    expect(toMultirange([])).toBe('{}');
    expect(toMultirange([7, 5, 6, 9])).toBe('{[5,7],[9,9]}');
  });
});
