import { describe, expect, it } from 'vitest';
import { rankName, rankPath } from './rank-name.ts';

const order = (query: string, names: string[]): string[] =>
  [...names].sort((a, b) => rankName(query, b) - rankName(query, a));

describe('rankName', () => {
  it('puts the name itself first, then prefixes, then words, then the rest, short ones first', () => {
    const best = [
      'read',
      'reader',
      'read_folio_sync',
      'vfs_read',
      'vfs_read_all',
      'spread',
      'already_widespread',
    ];
    expect(order('read', best.toReversed())).toEqual(best);
  });

  it('prefers the same case among prefixes', () => {
    expect(rankName('read', 'reader', true)).toBeGreaterThan(rankName('read', 'reader'));
    expect(rankName('read', 'reader', true)).toBeLessThan(rankName('read', 'read'));
  });

  it('stays between 0 and 1', () => {
    for (const name of ['a', 'ab', 'ba', 'b_a', 'x'.repeat(1000) + 'a']) {
      expect(rankName('a', name)).toBeGreaterThan(0);
      expect(rankName('a', name)).toBeLessThan(1);
    }
  });
});

describe('rankPath', () => {
  it('takes the last part, with or without its ending, for a name', () => {
    expect(rankPath('read.c', 'fs/read.c')).toBe(0.9);
    expect(rankPath('read', 'fs/read.c')).toBe(0.9);
    expect(rankPath('read', 'fs/reader.c')).toBeGreaterThan(rankPath('read', 'fs/spread.c'));
    expect(rankPath('fs/re', 'fs/read.c')).toBeGreaterThan(rankPath('s/re', 'fs/read.c'));
  });

  it('ranks a file below a symbol that matches as well', () => {
    expect(rankPath('rea', 'read')).toBeLessThan(rankName('rea', 'read'));
  });
});
