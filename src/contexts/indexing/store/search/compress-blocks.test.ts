import { expect, it } from 'vitest';
import { deflateBlock, inflateBlocks } from './compress-blocks.ts';

it('blocks come back one after the other, whichever are inflated together', () => {
  const blocks = Array.from({ length: 40 }, (_, at) => Buffer.from(`block ${at} `.repeat(at * at)));
  const stored = blocks.map(deflateBlock);
  expect(Buffer.from(inflateBlocks(stored))).toEqual(Buffer.concat(blocks));
  for (const [at, block] of stored.entries()) expect(Buffer.from(inflateBlocks([block]))).toEqual(blocks[at]);
  expect(inflateBlocks([])).toHaveLength(0);
});
