import { expect, test } from 'vitest';
import { kernelVersionOf } from './kernel-version.ts';

test('a kernel states its version in its Makefile', () => {
  const makefile =
    '# SPDX\nVERSION = 6\nPATCHLEVEL = 1\nSUBLEVEL = 192\nEXTRAVERSION =\nNAME = Curry Ramen\n';
  expect(kernelVersionOf(makefile)).toBe('6.1.192');
  expect(kernelVersionOf(makefile.replace('EXTRAVERSION =', 'EXTRAVERSION = -rc3'))).toBe('6.1.192-rc3');
});

test.each(['', 'all:\n\tcc main.c\n', 'VERSION = 1.2\nPATCHLEVEL = x\nSUBLEVEL = 1\n', 'VERSION = 6\n'])(
  'another Makefile states none: %j',
  (makefile) => {
    expect(kernelVersionOf(makefile)).toBeUndefined();
  },
);
