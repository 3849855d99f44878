import { expect, test } from 'vitest';
import { CHUNK_SIZE, formatSize, parseChunkSize, parseSize } from './size-text.ts';

test.each([
  ['50MB', 50_000_000],
  ['50 mb', 50_000_000],
  ['32MiB', 33_554_432],
  ['1.5k', 1500],
  ['64KB', 64_000],
  ['1GB', 1_000_000_000],
  ['1GiB', 1_073_741_824],
  ['65536', 65_536],
  ['10 bytes', 10],
  ['0.3B', 0],
])('%s is %i bytes', (text, bytes) => {
  expect(parseSize(text)).toBe(bytes);
});

test.each(['', 'MB', '-1MB', '1e6', '5 apples', '1..5MB', 'NaN', '1MBB', '9'.repeat(30), '１MB'])(
  '%j is no size',
  (text) => {
    expect(() => parseSize(text)).toThrow(expect.objectContaining({ kind: 'invalid', code: 'invalid_size' }));
  },
);

test('a chunk is from 64KB to 1GiB', () => {
  expect(parseChunkSize('64KB')).toBe(CHUNK_SIZE.smallest);
  expect(parseChunkSize('1GiB')).toBe(CHUNK_SIZE.largest);
  for (const text of ['63KB', '0', '1.1GiB', '999GB']) {
    expect(() => parseChunkSize(text)).toThrow(expect.objectContaining({ code: 'invalid_chunk_size' }));
  }
});

test('a size that is written is read back, never smaller', () => {
  for (const bytes of [0, 999, 1000, 1001, 64_000, 12_345_678, 50_000_000, 1_073_741_824]) {
    const back = parseSize(formatSize(bytes));
    expect(back).toBeGreaterThanOrEqual(bytes);
    expect(back).toBeLessThanOrEqual(bytes * 1.01 + 1);
  }
  expect(formatSize(50_000_000)).toBe('50MB');
  expect(formatSize(12_345_678)).toBe('12.4MB');
});
