import type { Tx } from '../../../../kernel/context.ts';
import type { ReadyIndex } from '../queries/find-index.ts';
import { scanHolding, scanLike, scanStarting } from './names-by-scan.ts';
import { termsHolding, termsLike, termsStarting } from './names-by-terms.ts';
import { MOST_STARTING } from './start-bounds.ts';
import type { MacroMatch, NameMatch, SearchFilter, Similar } from './search-filter.ts';

/** What names are searched for. */
export interface NameSearch {
  tx: Tx;
  index: Pick<ReadyIndex, 'tenant' | 'id' | 'freshness'>;
  query: string;
  /** The query in lower case. */
  folded: string;
  filter: SearchFilter;
  /** Blocks of the dictionary that are read at most for what holds the query; 256 when not given. */
  mostBlocks?: number;
  /** So many of the best are enough, where it is known how many there are; all when not given. */
  enough?: number;
}

/** Symbols and macros that answer a query; none is in `macros` that is a symbol as well. */
export interface FoundNames {
  /** Names are in lower case. */
  symbols: NameMatch[];
  /** Symbols whose names start with the query, case and all; they may be in `symbols` too. Names are as written. */
  prefixed: NameMatch[];
  macros: MacroMatch[];
  isAll: boolean;
  /** How many there are, where these are only the best. */
  total?: number;
}

/** Names like a query; those of symbols are in lower case. */
export interface SimilarNames {
  symbols: Similar<NameMatch>[];
  macros: Similar<MacroMatch>[];
  /** False when not all names could be looked at: the index is large, and its dictionary has yet to be made. */
  isAll: boolean;
}

/** Symbols that start with the query which are among those found, whatever had to be left out. */
const MOST_PREFIXED = 500;

/** Names that hold the query, ignoring case. */
export async function findHolding(search: NameSearch): Promise<FoundNames> {
  return (await termsHolding(search, MOST_PREFIXED)) ?? scanHolding(search, MOST_PREFIXED);
}

/** Names that start with the query, case and all. */
export async function findStarting(search: NameSearch): Promise<FoundNames> {
  return (await termsStarting(search, MOST_STARTING)) ?? scanStarting(search, MOST_STARTING);
}

/** Names that the query, misspelt, may have meant. */
export async function findLike(search: NameSearch): Promise<SimilarNames> {
  return (await termsLike(search)) ?? scanLike(search);
}
