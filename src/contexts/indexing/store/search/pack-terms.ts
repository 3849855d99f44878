import { deflateRawSync } from 'node:zlib';
import { frontCodedText } from '../../domain/front-coded.ts';
import { createGramPostings, type GramPostings } from '../../domain/gram-postings.ts';
import { joinBlock } from '../../domain/terms/decode-terms.ts';
import { encodeTerms } from '../../domain/terms/encode-terms.ts';
import type { TermArena } from '../../domain/terms/term-arena.ts';

/** A row of index_term. */
export interface TermRow {
  number: number;
  first: Uint8Array;
  block: Uint8Array;
}

/** Small windows: setting larger ones up takes longer than compressing a block. */
const DEFLATE = { level: 1, windowBits: 12, memLevel: 5, chunkSize: 8192 };

/** Makes the rows of a dictionary, and lists of which of them hold which grams. The arena can be let go then. */
export function packTerms(arena: TermArena, step: () => void): { rows: TermRow[]; grams: GramPostings } {
  const rows: TermRow[] = [];
  const grams = createGramPostings('term');
  for (const block of encodeTerms(arena)) {
    const number = rows.length;
    grams.add(number, frontCodedText(block.names));
    rows.push({ number, first: block.first, block: deflate(joinBlock(block)) });
    if (number % 256 === 0) step();
  }
  return { rows, grams };
}

/** A copy: what comes from zlib keeps a buffer of 8 KB alive. */
function deflate(block: Uint8Array): Uint8Array {
  return new Uint8Array(deflateRawSync(block, DEFLATE));
}
