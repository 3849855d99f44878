import { expect, test } from 'vitest';
import { isMinifiedName, isMinifiedShape, isVendoredPath } from './skip-rules.ts';

test.each([
  ['node_modules/x/index.js', true],
  ['packages/a/node_modules/x.js', true],
  ['third_party/zlib/a.c', true],
  ['src/vendor/a.c', true],
  ['vendor.c', false],
  ['src/vendors/a.c', false],
  ['drivers/firmware/x.c', false],
])('%s vendored: %s', (path, expected) => {
  expect(isVendoredPath(path)).toBe(expected);
});

test('minified files are told by name and by shape', () => {
  expect(isMinifiedName('web/jquery.min.js')).toBe(true);
  expect(isMinifiedName('web/app-min.mjs')).toBe(true);
  expect(isMinifiedName('web/admin.js')).toBe(false);
  expect(isMinifiedName('web/min.js')).toBe(false);
  expect(isMinifiedShape(100_000, 3)).toBe(true);
  expect(isMinifiedShape(100_000, 3000)).toBe(false);
  expect(isMinifiedShape(900, 1)).toBe(false);
});
