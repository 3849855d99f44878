import { findPrefix } from './find-symbols.ts';
import type { FoundNames, NameSearch, SimilarNames } from './find-names.ts';
import { findNamedMacros, scanMacros, scanSimilarMacros, withoutSymbols } from './scan-macros.ts';
import { scanNames } from './scan-names.ts';
import { scanSimilar } from './scan-similar.ts';
import { MOST_MATCHES, type ScannedName } from './search-filter.ts';

/** Before the first file there can be. */
const NO_FILE = -1;

/** Names that hold the query, of an index without a dictionary: all are read. */
export async function scanHolding(search: NameSearch, mostPrefixed: number): Promise<FoundNames> {
  const { tx, index, query, folded, filter } = search;
  const [symbols, prefixed] = await Promise.all([
    scanNames(tx, index, folded, filter),
    findPrefix(tx, index, query, filter, mostPrefixed),
  ]);
  const macros = await scanAllMacros(search, [...symbols, ...prefixed], () => true);
  return { symbols, prefixed, ...macros, isAll: macros.isAll && symbols.length <= MOST_MATCHES };
}

/** Names that start with the query, case and all, of an index without a dictionary. */
export async function scanStarting(search: NameSearch, most: number): Promise<FoundNames> {
  const { tx, index, query, filter } = search;
  const prefixed = await findPrefix(tx, index, query, filter, most + 1);
  const macros = await scanAllMacros(search, prefixed, (name) => name.startsWith(query));
  return {
    symbols: [],
    prefixed: prefixed.slice(0, most),
    ...macros,
    isAll: macros.isAll && prefixed.length <= most,
  };
}

/** Names like the query, of an index without a dictionary. */
export async function scanLike({ tx, index, folded, filter }: NameSearch): Promise<SimilarNames> {
  const [symbols, macros] = await Promise.all([
    scanSimilar(tx, index, folded, filter),
    scanSimilarMacros(tx, index, folded, filter, NO_FILE),
  ]);
  return { symbols: symbols.matches, macros: withoutSymbols(macros, symbols.matches), isAll: symbols.isAll };
}

/** Macros are read of few files; those that have the very name are found wherever they are. */
async function scanAllMacros(
  { tx, index, query, folded, filter }: NameSearch,
  symbols: readonly ScannedName[],
  isMeant: (name: string) => boolean,
): Promise<Pick<FoundNames, 'macros' | 'isAll'>> {
  const [named, scanned] = await Promise.all([
    findNamedMacros(tx, index, query, filter),
    scanMacros(tx, index, folded, filter, NO_FILE),
  ]);
  const others = withoutSymbols(
    scanned.matches.filter(({ name }) => name !== query && isMeant(name)),
    [...new Map(symbols.map((match) => [match.id, match])).values()],
  );
  return { macros: [...named, ...others], isAll: scanned.isAll && others.length < MOST_MATCHES };
}
