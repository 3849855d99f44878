import { describe, expect, it } from 'vitest';
import { shareOut } from './share-out.ts';

describe('shareOut', () => {
  it('gives each what it needs where there is room', () => {
    expect(shareOut(10, [])).toBe(10);
    expect(shareOut(10, [4, 6])).toBe(10);
  });

  it('gives those that need more what the others leave', () => {
    expect(shareOut(10, [100, 1, 1])).toBe(8);
    expect(shareOut(10, [100, 100, 1])).toBe(4);
    expect(shareOut(10, [7, 7, 7])).toBe(3);
  });
});
