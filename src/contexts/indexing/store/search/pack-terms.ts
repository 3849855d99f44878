import { frontCodedText } from '../../domain/front-coded.ts';
import { createMarkedPostings, type GramPostings } from '../../domain/gram-postings.ts';
import { joinBlock } from '../../domain/terms/decode-terms.ts';
import { encodeParts } from '../../domain/terms/encode-parts.ts';
import { encodeTerms } from '../../domain/terms/encode-terms.ts';
import { createNameFinder } from '../../domain/terms/name-bytes.ts';
import { createStartFinder, type PopularStart } from '../../domain/terms/popular-starts.ts';
import type { TermArena } from '../../domain/terms/term-arena.ts';
import { deflateBlock } from './compress-blocks.ts';
import { START_BOUNDS } from './start-bounds.ts';

/** A row of index_term. */
export interface TermRow {
  number: number;
  first: Uint8Array;
  block: Uint8Array;
}

/** A row of index_start; its best names are a block that is not compressed. */
export interface StartRow extends Omit<PopularStart, 'best'> {
  best: Uint8Array;
}

/** Rows of a dictionary, and lists of which blocks of it hold which grams. */
export interface PackedTerms {
  rows: TermRow[];
  starts: StartRow[];
  grams: GramPostings;
}

/** Makes the rows of a dictionary. The arena can be let go then. */
export async function packTerms(arena: TermArena, step: () => Promise<void>): Promise<PackedTerms> {
  const rows: TermRow[] = [];
  const starts: StartRow[] = [];
  const grams = createMarkedPostings('term');
  const find = createNameFinder(arena.names());
  const finder = createStartFinder(find, START_BOUNDS, ({ best, ...start }) => {
    starts.push({ ...start, best: encodeParts(best, find) });
  });
  for (const block of encodeTerms(arena)) {
    const number = rows.length;
    grams.add(number, frontCodedText(block.names));
    rows.push({ number, first: block.first, block: deflateBlock(joinBlock(block)) });
    finder.add(block.terms);
    if (number % 256 === 0) await step();
  }
  finder.end();
  return { rows, starts, grams };
}
