import type { StartBounds } from '../../domain/terms/popular-starts.ts';
import { MOST_MATCHES } from './search-filter.ts';

/** Where only the start of a name counts, so many are found: more take longer than a prefix is worth. */
export const MOST_STARTING = 1000;

/** How a dictionary is read from the names on that start with a query; its popular starts are counted so beforehand. */
export const START_BOUNDS: StartBounds = {
  // Few at first, which is all there are for most prefixes.
  first: 4,
  more: 32,
  // With more blocks, a search takes longer than it should.
  most: 256,
  enough: MOST_STARTING + 1,
  mostMatches: MOST_MATCHES,
  // Two pages: five take a second more to choose, and twice the room.
  kept: 40,
  // Fewer are read and ranked in half a millisecond.
  popular: 500,
};
