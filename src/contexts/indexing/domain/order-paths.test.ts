import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { compareBytes, sortByBytes } from './order-paths.ts';

const text = fc.string({ unit: 'binary' }).filter((value) => !/\p{Surrogate}/u.test(value));

test('strings are ordered as their UTF-8 bytes are', () => {
  fc.assert(
    fc.property(text, text, (a, b) => {
      expect(Math.sign(compareBytes(a, b))).toBe(Buffer.compare(Buffer.from(a), Buffer.from(b)));
    }),
  );
  expect(compareBytes('\u{1f600}', '\u{fffd}')).toBeGreaterThan(0);
});

test('sorting agrees with comparing, with and without wide characters', () => {
  fc.assert(
    fc.property(fc.array(text), (texts) => {
      expect(sortByBytes([...texts])).toEqual([...texts].sort(compareBytes));
    }),
  );
});
