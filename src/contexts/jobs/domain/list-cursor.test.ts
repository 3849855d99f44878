import { expect, test } from 'vitest';
import { decodeCursor, encodeCursor } from './list-cursor.ts';

const jobId = '0197b3c2-0000-7000-8000-000000000001';

test('a cursor survives the trip, however big its key', () => {
  for (const rank of [0, 1, 2] as const) {
    const cursor = { rank, key: '999999999999999999', jobId };
    expect(decodeCursor(encodeCursor(cursor))).toEqual(cursor);
  }
});

test('anything else is refused', () => {
  for (const text of [
    '',
    '1',
    `3.1.${jobId}`,
    `0.-1.${jobId}`,
    `0.1.${jobId}x`,
    `0.${'9'.repeat(19)}.${jobId}`,
  ]) {
    expect(() => decodeCursor(text)).toThrow(expect.objectContaining({ code: 'invalid_cursor' }));
  }
});
