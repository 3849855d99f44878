import { frontCodedText } from '../../domain/front-coded.ts';
import { createMarkedPostings, type GramPostings } from '../../domain/gram-postings.ts';
import { joinBlock } from '../../domain/terms/decode-terms.ts';
import { encodeTerms } from '../../domain/terms/encode-terms.ts';
import type { TermArena } from '../../domain/terms/term-arena.ts';
import { deflateBlock } from './compress-blocks.ts';

/** A row of index_term. */
export interface TermRow {
  number: number;
  first: Uint8Array;
  block: Uint8Array;
}

/** Makes the rows of a dictionary, and lists of which of them hold which grams. The arena can be let go then. */
export async function packTerms(
  arena: TermArena,
  step: () => Promise<void>,
): Promise<{ rows: TermRow[]; grams: GramPostings }> {
  const rows: TermRow[] = [];
  const grams = createMarkedPostings('term');
  for (const block of encodeTerms(arena)) {
    const number = rows.length;
    grams.add(number, frontCodedText(block.names));
    rows.push({ number, first: block.first, block: deflateBlock(joinBlock(block)) });
    if (number % 256 === 0) await step();
  }
  return { rows, grams };
}
