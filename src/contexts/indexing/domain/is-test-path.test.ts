import { expect, it } from 'vitest';
import { customTestPaths, isTestPath } from './is-test-path.ts';

it.each([
  ['tools/testing/selftests/x.c', true],
  ['fs/btrfs/tests/btrfs-tests.c', true],
  ['lib/test_printf.c', true],
  ['src/a.test.ts', true],
  ['pkg/a_test.go', true],
  ['fs/ext4/inode-test.c', true],
  ['drivers/base/property_kunit.c', true],
  ['src/FooTest.java', true],
  ['fs/open.c', false],
  ['src/latest.ts', false],
  ['src/contest.py', false],
  ['Documentation/ABI/testing/sysfs', false],
])('%s: %s', (path, isTest) => {
  expect(isTestPath(path)).toBe(isTest);
});

it('knows where tests lie by custom', () => {
  expect(customTestPaths('src/a.ts')).toEqual(
    expect.arrayContaining(['src/a.test.ts', 'src/tests/a.test.ts']),
  );
  expect(customTestPaths('src/a.test.ts')).toEqual([]);
  expect(customTestPaths('Makefile')).toEqual([]);
});
