import { describe, expect, it } from 'vitest';
import { editDistance, nearestNames } from './nearest-names.ts';

describe('editDistance', () => {
  it.each([
    ['', '', 0],
    ['abc', 'abc', 0],
    ['abc', '', 3],
    ['kitten', 'sitting', 3],
    ['vfs_raed', 'vfs_read', 1],
    ['ca', 'abc', 3],
  ])('%j to %j is %i', (a, b, edits) => {
    expect(editDistance(a, b)).toBe(edits);
    expect(editDistance(b, a)).toBe(edits);
  });
});

describe('nearestNames', () => {
  it('gives the nearest first, once each, without the name itself and without far ones', () => {
    const names = ['vfs_write', 'vfs_readv', 'vfs_read', 'vfs_read', 'vfs_raed', 'printk', 'VFS_READ'];
    expect(nearestNames('vfs_raed', names, 3)).toEqual(['VFS_READ', 'vfs_read', 'vfs_readv']);
    expect(nearestNames('vfs_raed', names, 1)).toHaveLength(1);
    expect(nearestNames('x', ['y', 'zzz'], 3)).toEqual(['y']);
    expect(nearestNames('anything', [], 3)).toEqual([]);
  });
});
