import { expect, test } from 'vitest';
import { scopePattern } from './scope-pattern.ts';

test.each([
  ['*.c', ['a.c', 'fs/a.c', 'odd.c/x.h'], ['a.h', 'a.cc', 'fs/c']],
  ['**/*.test.ts', ['a.test.ts', 'src/deep/a.test.ts'], ['a.ts', 'test.ts/a.js.map']],
  ['src/*.ts', ['src/a.ts'], ['src/deep/a.ts', 'lib/src/a.ts', 'a.ts']],
  ['src/**/*.ts', ['src/a.ts', 'src/x/y/a.ts'], ['lib/a.ts', 'src/a.js']],
  ['drivers/net/', ['drivers/net/a.c', 'drivers/net/x/b.c'], ['drivers/network.c', 'x/drivers/net/a.c']],
  ['tests', ['tests/a.c', 'lib/tests/b.c', 'tests'], ['contests/a.c', 'tests.c']],
  ['/Makefile', ['Makefile'], ['fs/Makefile']],
  ['./lib/a?.c', ['lib/ab.c'], ['lib/a.c', 'lib/a/.c']],
  ['*.{ts,tsx}', ['a.ts', 'b/c.tsx'], ['a.js', 'a.{ts,tsx}']],
  ['{src,lib/{a,b}}/*.c', ['src/x.c', 'lib/a/x.c', 'lib/b/x.c'], ['lib/c/x.c', 'lib/x.c']],
  ['a{b}c', ['a{b}c', 'x/a{b}c'], ['abc']],
  ['[ab].c', ['a.c', 'x/b.c'], ['c.c']],
])('%s', (pattern, inside, outside) => {
  const matches = scopePattern(pattern);
  for (const path of inside) expect([path, matches(path)]).toEqual([path, true]);
  for (const path of outside) expect([path, matches(path)]).toEqual([path, false]);
});

test.each(['', './', '!*.c', '../other', 'a/../../b', 'x'.repeat(501), '{a,b}'.repeat(7)])(
  '%j is refused',
  (pattern) => {
    expect(() => scopePattern(pattern)).toThrow(expect.objectContaining({ code: 'invalid_pattern' }));
  },
);

test('no pattern makes a path take long', () => {
  const matches = scopePattern(`${'*a'.repeat(200)}b`);
  expect(matches('a'.repeat(4000))).toBe(false);
});
