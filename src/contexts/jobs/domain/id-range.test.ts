import { assert, boolean, integer, property, uuid } from 'fast-check';
import { expect, test } from 'vitest';
import { idRange } from './id-range.ts';

test('a prefix becomes the ids that begin with it', () => {
  expect(idRange('0197b')).toEqual({
    low: '0197b000-0000-0000-0000-000000000000',
    high: '0197bfff-ffff-ffff-ffff-ffffffffffff',
  });
});

test('every prefix of an id, with dashes or without, holds that id', () => {
  assert(
    property(uuid(), integer({ min: 1, max: 36 }), boolean(), (id, length, dashes) => {
      const prefix = dashes ? id.slice(0, length) : id.replaceAll('-', '').slice(0, length);
      const { low, high } = idRange(prefix.toUpperCase());
      expect(low <= id && id <= high).toBe(true);
    }),
  );
});

test('what cannot begin an id is refused', () => {
  for (const text of ['', '-', 'xyz', '0197b3c2-g', '%', '0'.repeat(33)]) {
    expect(() => idRange(text)).toThrow(expect.objectContaining({ code: 'invalid_job_id' }));
  }
});
