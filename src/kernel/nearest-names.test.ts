import { assert, nat, property, stringMatching } from 'fast-check';
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
    for (const most of [edits, edits + 1, 10]) {
      expect(editDistance(a, b, most)).toBe(edits);
      expect(editDistance(b, a, most)).toBe(edits);
    }
  });

  it('says the same as far as it is asked to count, and more than that otherwise', () => {
    const text = stringMatching(/^[abc]{0,6}$/);
    assert(
      property(text, text, nat(4), (a, b, most) => {
        const edits = editDistance(a, b, 12);
        expect(edits).toBe(allEdits(a, b));
        const counted = editDistance(a, b, most);
        expect(edits <= most ? counted : counted > most).toBe(edits <= most ? edits : true);
      }),
    );
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

/** The definition, word by word. */
function allEdits(a: string, b: string): number {
  if (a === '' || b === '') return a.length + b.length;
  const [x, y] = [a.slice(1), b.slice(1)];
  const steps = [allEdits(x, b) + 1, allEdits(a, y) + 1, allEdits(x, y) + (a[0] === b[0] ? 0 : 1)];
  if (a.length > 1 && b.length > 1 && a[0] === b[1] && a[1] === b[0])
    steps.push(allEdits(a.slice(2), b.slice(2)) + 1);
  return Math.min(...steps);
}
