import { constants, deflateRawSync, inflateRawSync } from 'node:zlib';

/** Small windows: setting larger ones up takes longer than compressing a block. */
const DEFLATE = {
  level: 1,
  windowBits: 12,
  memLevel: 5,
  chunkSize: 8192,
  finishFlush: constants.Z_SYNC_FLUSH,
};
/** What deflate ends with when it is flushed: an empty block, which is not stored. */
const FLUSHED = Uint8Array.of(0, 0, 0xff, 0xff);
/** Room for a block, mostly. */
const BLOCK_ROOM = 4096;

/**
 * Compresses a block of a dictionary. It does not end the stream, so that blocks one after the other are a stream too,
 * and are inflated by one call: calls took half of the time.
 */
export function deflateBlock(block: Uint8Array): Uint8Array {
  const stream = deflateRawSync(block, DEFLATE);
  // A copy: what comes from zlib keeps a buffer of 8 KB alive.
  return new Uint8Array(stream.subarray(0, stream.length - FLUSHED.length));
}

/** Blocks as they were before, one after the other. */
export function inflateBlocks(blocks: readonly Uint8Array[]): Uint8Array {
  const stream = Buffer.concat(blocks.flatMap((block) => [block, FLUSHED]));
  return inflateRawSync(stream, {
    finishFlush: constants.Z_SYNC_FLUSH,
    chunkSize: BLOCK_ROOM * Math.max(1, blocks.length),
  });
}
