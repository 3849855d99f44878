import type { Engine } from '../extract/engine.ts';

/** Ids of symbols have 20 bits within their chunk; a tenth is left to the file that crosses this. */
export const MAX_SYMBOLS = Math.floor(0.9 * (1 << 20));

/** How full a piece of a chunk that was cut is made: the rest is room to grow. */
export const FILL = 0.9;

/** Watches how an open chunk fills. */
export interface ChunkMeter {
  /** To be asked after each file: does the chunk still fit with it? */
  fits(file: number): boolean;
  /** First file with which the chunk passed nine tenths of what it may hold; what a cut chunk should end before. */
  firstPastFill(): number | undefined;
}

export function createChunkMeter(engine: Engine, maxBytes: number): ChunkMeter {
  let pastFill: number | undefined;
  return {
    firstPastFill: () => pastFill,
    fits(file) {
      const bytes = maxBytes === Infinity ? 0 : engine.jsonBytes();
      const symbols = engine.symbolCount();
      if (bytes > maxBytes * FILL || symbols > MAX_SYMBOLS * FILL) pastFill ??= file;
      return bytes <= maxBytes && symbols <= MAX_SYMBOLS;
    },
  };
}
