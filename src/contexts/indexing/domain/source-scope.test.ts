import { expect, test } from 'vitest';
import { languageOf } from './languages.ts';
import { checkScope, createScopeFilter, isSameScope, scopeOf } from './source-scope.ts';
import type { ScopeRequest } from '../schemas-scope.ts';

const FILES = [
  'Makefile',
  'a.py',
  'run',
  'fs/read.c',
  'fs/read.h',
  'fs/deep/open.c',
  'web/app.tsx',
  'web/lib.ts',
];
const taken = (request: ScopeRequest, base = ''): string[] =>
  FILES.filter(
    createScopeFilter(scopeOf(request) ?? {}, base, (path) => (path === 'run' ? 'bash' : languageOf(path))),
  );

test('a request that narrows nothing has no scope', () => {
  expect(scopeOf({})).toBeUndefined();
  expect(scopeOf({ include_patterns: [], recursive: true })).toBeUndefined();
  expect(taken({})).toEqual(FILES);
});

test('the same scope is the same, however it was written', () => {
  const scope = scopeOf({ include_patterns: ['b', 'a', 'b'], recursive: false });
  expect(scope).toEqual({ include_patterns: ['a', 'b'], recursive: false });
  expect(isSameScope(scope, { recursive: false, include_patterns: ['a', 'b'] })).toBe(true);
  expect(isSameScope(scope, undefined)).toBe(false);
  expect(isSameScope(undefined, undefined)).toBe(true);
});

test('patterns and types add up, languages narrow, exclusions win', () => {
  expect(taken({ include_patterns: ['fs/'] })).toEqual(['fs/read.c', 'fs/read.h', 'fs/deep/open.c']);
  expect(taken({ include_types: ['scripts'] })).toEqual(['a.py', 'run']);
  expect(taken({ include_types: ['typescript'], include_patterns: ['*.h'] })).toEqual([
    'fs/read.h',
    'web/app.tsx',
    'web/lib.ts',
  ]);
  expect(taken({ include_patterns: ['web/', 'fs/'], supported_languages: ['c'] })).toEqual([
    'fs/read.c',
    'fs/read.h',
    'fs/deep/open.c',
  ]);
  expect(taken({ supported_languages: ['c', 'typescript'], exclude_patterns: ['*.h', 'deep'] })).toEqual([
    'fs/read.c',
    'web/lib.ts',
  ]);
});

test('without recursion only the files straight in the folder count', () => {
  expect(taken({ recursive: false })).toEqual(['Makefile', 'a.py', 'run']);
  expect(taken({ recursive: false, include_patterns: ['fs/'] }, 'fs/')).toEqual(['fs/read.c', 'fs/read.h']);
});

test('what is unknown is refused with what is known', () => {
  expect(() => checkScope({ supported_languages: ['c', 'pyton'] })).toThrow(
    expect.objectContaining({
      kind: 'invalid',
      code: 'unknown_language',
      message: expect.stringMatching(/did you mean python\?.*Known: c, cpp, go/),
      errors: [{ pointer: '/supported_languages/1', detail: 'Unknown language' }],
    }),
  );
  expect(() => checkScope({ include_types: ['pdf'] })).toThrow(
    expect.objectContaining({ code: 'unknown_type', message: expect.stringContaining('systems') }),
  );
  expect(() => checkScope({ exclude_patterns: ['ok', '!no'] })).toThrow(
    expect.objectContaining({
      code: 'invalid_pattern',
      errors: [expect.objectContaining({ pointer: '/exclude_patterns/1' })],
    }),
  );
  expect(() => checkScope({ supported_languages: ['c'], include_types: ['code', 'c'] })).not.toThrow();
});
