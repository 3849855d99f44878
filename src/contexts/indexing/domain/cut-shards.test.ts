import { array, assert, integer, nat, property } from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PlannedChunk } from './chunk-plan.ts';
import { countShards, cutShards } from './cut-shards.ts';

const chunk = (number: number, bytes: number): PlannedChunk => ({
  number,
  id: `c${number}`,
  subsystem: 'fs',
  sequence: number,
  first: `f${number}`,
  from: number,
  to: number + 1,
  bytes,
});

describe('countShards', () => {
  it('shares nothing out unless it is asked to', () => {
    expect(countShards(undefined, { bytes: 1e12, chunks: 100 })).toBe(0);
  });
  it('goes by the size of the source', () => {
    expect(countShards('auto', { bytes: 299e6, chunks: 100 })).toBe(0);
    expect(countShards('auto', { bytes: 1.2e9, chunks: 100 })).toBe(8);
    expect(countShards('auto', { bytes: 1e12, chunks: 2000 })).toBe(64);
  });
  it('makes no more parts than there are chunks', () => {
    expect(countShards(6, { bytes: 10, chunks: 4 })).toBe(4);
    expect(countShards(6, { bytes: 10, chunks: 40 })).toBe(6);
  });
});

describe('cutShards', () => {
  it('gives each part about the same', () => {
    const chunks = Array.from({ length: 12 }, (_, number) => chunk(number, 10));
    expect(cutShards(chunks, 3)).toEqual([
      { from: 0, to: 3, files: 4, bytes: 40 },
      { from: 4, to: 7, files: 4, bytes: 40 },
      { from: 8, to: 11, files: 4, bytes: 40 },
    ]);
  });
  it('covers every chunk once, in as many parts as were asked for, none far from its share', () => {
    assert(
      property(
        array(integer({ min: 0, max: 1000 }), { minLength: 1, maxLength: 60 }),
        nat({ max: 63 }),
        (sizes, more) => {
          const chunks = sizes.map((bytes, at) => chunk(at * 2, bytes));
          const count = 1 + (more % chunks.length);
          const shards = cutShards(chunks, count);
          expect(shards).toHaveLength(count);
          const covered = shards.flatMap(({ from, to }) =>
            chunks.filter(({ number }) => number >= from && number <= to).map(({ number }) => number),
          );
          expect(covered).toEqual(chunks.map(({ number }) => number));
          const total = sizes.reduce((sum, bytes) => sum + bytes, 0);
          const largest = Math.max(...sizes);
          for (const { bytes } of shards) expect(bytes).toBeLessThanOrEqual(total / count + 2 * largest);
        },
      ),
    );
  });
});
