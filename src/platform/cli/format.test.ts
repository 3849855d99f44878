import { describe, expect, it } from 'vitest';
import { formatBytes, formatCount, formatDuration, formatPlural } from './format.ts';

describe('formatBytes', () => {
  it.each([
    [0, '0 B'],
    [999, '999 B'],
    [1000, '1 kB'],
    [1530, '1.5 kB'],
    [99_940, '99.9 kB'],
    [99_960, '100 kB'],
    [999_499, '999 kB'],
    [999_600, '1 MB'],
    [53_500_000, '53.5 MB'],
    [1_200_000_000, '1.2 GB'],
    [5e15, '5000 TB'],
  ])('%d → %s', (bytes, text) => expect(formatBytes(bytes)).toBe(text));
});

describe('formatDuration', () => {
  it.each([
    [0, '0 ms'],
    [0.4, '0 ms'],
    [999.4, '999 ms'],
    [999.6, '1.0 s'],
    [3440, '3.4 s'],
    [59_940, '59.9 s'],
    [59_960, '1 min 00 s'],
    [125_000, '2 min 05 s'],
    [3_599_600, '1 h 00 min'],
    [3_720_000, '1 h 02 min'],
  ])('%d ms → %s', (ms, text) => expect(formatDuration(ms)).toBe(text));
});

describe('counts', () => {
  it('sets thousands apart', () => {
    expect([0, 999, 1000, 1_234_567].map(formatCount)).toEqual(['0', '999', '1,000', '1,234,567']);
  });

  it('chooses the noun', () => {
    expect(formatPlural(1, 'file')).toBe('1 file');
    expect(formatPlural(2000, 'file')).toBe('2,000 files');
    expect(formatPlural(0, 'entry', 'entries')).toBe('0 entries');
  });
});
