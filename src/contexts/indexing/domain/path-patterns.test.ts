import { describe, expect, it } from 'vitest';
import type { Effort } from './match-steps.ts';
import { codeownersPattern, maintainersPattern, namePattern } from './path-patterns.ts';

const plenty = (): Effort => ({ left: 1e9 });

describe('maintainersPattern', () => {
  it.each([
    ['fs/ext4/', 'fs/ext4/inode.c', true],
    ['fs/ext4/', 'fs/ext4/sub/inode.c', true],
    ['fs/ext4/', 'fs/ext4.c', false],
    ['fs/*', 'fs/open.c', true],
    ['fs/*', 'fs/ext4/inode.c', false],
    ['fs/ext?/', 'fs/ext4/inode.c', true],
    ['*/net/*', 'tools/net/x.c', true],
    ['*/net/*', 'drivers/net/sub/x.c', false],
    ['kernel/time/time*.c', 'kernel/time/timekeeping.c', true],
    ['kernel/time/time*.c', 'kernel/time/clocksource.c', false],
    ['Documentation/ext4', 'Documentation/ext4/about.rst', true],
    ['drivers/a.c', 'drivers/a.c', true],
    ['drivers/a.c', 'drivers/axc', false],
    ['include/dt-bindings/*/*imx[68]*', 'include/dt-bindings/clock/imx8mm.h', true],
    ['include/dt-bindings/*/*imx[68]*', 'include/dt-bindings/clock/imx7d.h', false],
    ['*', 'Makefile', true],
    ['*/', 'fs/ext4/inode.c', true],
  ])('%s names %s: %s', (pattern, path, matches) => {
    expect(maintainersPattern(pattern)(path, plenty())).toBe(matches);
  });
});

describe('namePattern', () => {
  it.each([
    ['[^a-z]tegra', 'drivers/clk/tegra/x.c', true],
    ['[^a-z]tegra', 'drivers/integra/x.c', false],
    ['bcm[9]?4912', 'arch/bcm94912.dts', true],
    ['stm32|stm', 'drivers/stm.c', true],
    ['^fs/.*\\.h$', 'fs/a.h', true],
    ['^fs/.*\\.h$', 'fs/a.hx', false],
    ['ab+c', 'x/abbc', true],
    ['(a+)+$', 'aaaa', false],
    ['[open', 'open', false],
  ])('%s names %s: %s', (pattern, path, matches) => {
    expect(namePattern(pattern)(path, plenty())).toBe(matches);
  });
});

describe('codeownersPattern', () => {
  it.each([
    ['*', 'a/b.c', true],
    ['*.js', 'deep/er/x.js', true],
    ['/build/logs/', 'build/logs/a/b.txt', true],
    ['/build/logs/', 'x/build/logs/a', false],
    ['docs/*', 'docs/a.md', true],
    ['docs/*', 'docs/sub/a.md', false],
    ['apps/', 'x/apps/y/z.ts', true],
    ['apps/', 'apps', false],
    ['**/logs', 'a/b/logs/x', true],
    ['a/**/b', 'a/b', true],
    ['a/**/b', 'a/x/y/b/z', true],
    ['a/**/b', 'a/xb', false],
    ['docs/with\\ space/', 'docs/with space/x', true],
    ['src', 'lib/src/x.c', true],
    ['src', 'lib/srcs', false],
  ])('%s names %s: %s', (pattern, path, matches) => {
    expect(codeownersPattern(pattern)(path, plenty())).toBe(matches);
  });
});

it('gives up on patterns that take too long, and never fails on them', () => {
  const effort = { left: 100_000 };
  const nasty = maintainersPattern(`${'*a'.repeat(400)}b`);
  expect(nasty('a'.repeat(4000), effort)).toBe(false);
  expect(effort.left).toBeLessThan(0);
});
