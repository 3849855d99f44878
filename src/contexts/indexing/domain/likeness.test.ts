import { assert, nat, oneof, property, stringMatching } from 'fast-check';
import { expect, it } from 'vitest';
import { createLikeness } from './likeness.ts';

const utf8 = new TextEncoder();

it('a name that is like a query is never ruled out by the characters it has', () => {
  const text = oneof(stringMatching(/^[abcé_]{3,9}$/u), stringMatching(/^[a-z]{4}日?_[a-z]{4}$/u));
  assert(
    property(text, text, nat(9), (query, other, at) => {
      const { editsOf, mayBeLike } = createLikeness(query);
      for (const name of [
        other,
        query.slice(0, at) + query.slice(at + 1),
        `${query.slice(0, at)}é${other[0]!}`,
      ]) {
        const bytes = utf8.encode(name.toUpperCase());
        if (editsOf(name) !== undefined) expect(mayBeLike(bytes, bytes.length)).toBe(true);
      }
    }),
  );
});

it('names with too many other characters, or too few of the same, are ruled out', () => {
  const { mayBeLike } = createLikeness('vfs_read');
  const isRuledOut = (name: string): boolean => !mayBeLike(utf8.encode(name), utf8.encode(name).length);
  expect(['vfs_raed', 'VFS_READ', 'vfs_reads', 'vfs_wrt'].map(isRuledOut)).toEqual([
    false,
    false,
    false,
    true,
  ]);
  expect(['vfs', 'vfs_read_all', 'daer_sfv'].map(isRuledOut)).toEqual([true, true, false]);
});
