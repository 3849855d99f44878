import { createLikeness } from '../../domain/likeness.ts';
import { markedGramsOf } from '../../domain/grams.ts';
import { decodeMarked, intersectIds } from '../../domain/id-list.ts';
import { pickMostFrequent } from '../../domain/pick-frequent.ts';
import { createHolds } from '../decode/decode-macros.ts';
import { foldAscii } from './candidates.ts';
import type { FoundNames, NameSearch, SimilarNames } from './find-names.ts';
import { findPrefix } from './find-symbols.ts';
import { type Gathered, gatherFrom, gatherIn, gatherStarting } from './gather-terms.ts';
import { isInDoubt, keepPassing } from './keep-passing.ts';
import { MOST_LISTS, readLastId, readLists } from './read-candidates.ts';
import { scanMacros, scanSimilarMacros, withoutSymbols } from './scan-macros.ts';
import { scanNames } from './scan-names.ts';
import { scanSimilar } from './scan-similar.ts';
import { MOST_MATCHES, type NameMatch, type ScannedName } from './search-filter.ts';

/** Matches that are looked up one by one, to see whether they pass; names are read in a row when there are more. */
const MOST_IN_DOUBT = 5000;
/** Blocks that are looked at for a misspelt name: those with most of its grams. */
const MOST_LIKE_BLOCKS = 192;
/** Lists read for one: a long query says enough with its rarer grams. */
const MOST_LIKE_LISTS = 24;
const NONE_LATER = { matches: [], isAll: true };

/** Names that hold the query; undefined when the index has no dictionary, or the query is too short for it. */
export async function termsHolding(
  search: NameSearch,
  mostPrefixed: number,
): Promise<FoundNames | undefined> {
  const { tx, index, folded, filter } = search;
  const read = await readLists(tx, index, folded, 'term', MOST_LISTS);
  if (read === undefined) return undefined;
  const marks = markedGramsOf(folded, 'term');
  const lists = read.isComplete ? read.lists.map(({ gram, ids }) => decodeMarked(ids, marks.get(gram)!)) : [];
  const most = isInDoubt(search) ? MOST_IN_DOUBT : MOST_MATCHES;
  const [gathered, later] = await Promise.all([
    gatherIn(search, intersectIds(lists), createHolds(folded), most),
    scanLater(search, read.lastId),
  ]);
  const kept = await keepPassing(search, gathered);
  const macros = [...kept.macros, ...later.macros];
  if (gathered.isAll && index.freshness.overlays === 0) {
    const { symbols } = kept;
    const prefixed = symbols.filter(({ name }) => name.startsWith(search.query));
    return { symbols: symbols.map(inLowerCase), prefixed, macros, isAll: true };
  }
  // A filter may have left nothing of what was looked at; overlays take little from it.
  const isEnough = gathered.isAll || (filter.language === undefined && filter.path === undefined);
  const [prefixed, symbols] = await Promise.all([
    findPrefix(tx, index, search.query, filter, mostPrefixed),
    isEnough ? [...kept.symbols.map(inLowerCase), ...later.symbols] : scanNames(tx, index, folded, filter),
  ]);
  return { symbols, prefixed, macros, isAll: gathered.isAll && later.isAll };
}

/** Names that start with the query, case and all; undefined when the index has no dictionary. */
export async function termsStarting(search: NameSearch, most: number): Promise<FoundNames | undefined> {
  const { tx, index, query, filter } = search;
  if (!isInDoubt(search)) {
    const found = await gatherStarting(search, most + 1);
    if (found === undefined) return undefined;
    const { symbols: prefixed, ...rest } = found;
    return { ...rest, symbols: [], prefixed };
  }
  const [lastId, gathered, symbols] = await Promise.all([
    readLastId(tx, index),
    gatherFrom(search, MOST_IN_DOUBT),
    findPrefix(tx, index, query, filter, most + 1),
  ]);
  if (lastId === undefined || gathered === undefined) return undefined;
  const [kept, later] = await Promise.all([
    keepPassing(search, { symbols: [], macros: gathered.macros }),
    scanLaterMacros(search, lastId, symbols),
  ]);
  return {
    symbols: [],
    prefixed: symbols.slice(0, most),
    macros: [...kept.macros, ...later.macros.filter(({ name }) => name.startsWith(query))],
    isAll: gathered.isAll && later.isAll && symbols.length <= most,
  };
}

/** Names like the query; undefined when the index has no dictionary, or the query is too short for it. */
export async function termsLike(search: NameSearch): Promise<SimilarNames | undefined> {
  const { tx, index, folded, filter } = search;
  const read = await readLists(tx, index, folded, 'term', MOST_LIKE_LISTS);
  if (read === undefined) return undefined;
  const lists = read.lists.map(({ ids }) => decodeMarked(ids, 0));
  const last = lists.reduce((most, list) => Math.max(most, list.at(-1) ?? 0), 0);
  const { mayBeLike, editsOf } = createLikeness(folded);
  const [gathered, later, macros] = await Promise.all([
    gatherIn(
      search,
      pickMostFrequent(lists, last, MOST_LIKE_BLOCKS),
      ({ bytes, size }) => mayBeLike(bytes, size),
      Infinity,
    ),
    hasLater(search) ? scanSimilar(tx, index, folded, filter, read.lastId) : NONE_LATER,
    hasLater(search) ? scanSimilarMacros(tx, index, folded, filter, read.lastId) : [],
  ]);
  const like = <Match extends { name: string }>(match: Match): (Match & { edits: number })[] => {
    const edits = editsOf(foldAscii(match.name));
    return edits === undefined ? [] : [{ ...match, edits }];
  };
  const kept = await keepPassing(search, {
    symbols: gathered.symbols.flatMap(like),
    macros: gathered.macros.flatMap(like),
  });
  return {
    symbols: [...kept.symbols.map(inLowerCase), ...later.matches],
    macros: [...kept.macros, ...withoutSymbols(macros, later.matches)],
    isAll: later.isAll,
  };
}

/** Has the index rows that came after its dictionary? */
function hasLater({ index }: NameSearch): boolean {
  return index.freshness.overlays > 0;
}

async function scanLater(search: NameSearch, lastId: number): Promise<Gathered> {
  const { tx, index, folded, filter } = search;
  if (!hasLater(search)) return { symbols: [], macros: [], isAll: true };
  const symbols = await scanNames(tx, index, folded, filter, lastId);
  const { macros, isAll } = await scanLaterMacros(search, lastId, symbols);
  return { symbols, macros, isAll: isAll && symbols.length <= MOST_MATCHES };
}

async function scanLaterMacros(
  search: NameSearch,
  lastId: number,
  symbols: readonly ScannedName[],
): Promise<Omit<Gathered, 'symbols'>> {
  const { tx, index, folded, filter } = search;
  if (!hasLater(search)) return { macros: [], isAll: true };
  const { matches, isAll } = await scanMacros(tx, index, folded, filter, lastId);
  return { macros: withoutSymbols(matches, symbols), isAll };
}

function inLowerCase<Match extends NameMatch>(match: Match): Match {
  return { ...match, name: foldAscii(match.name) };
}
