import type { Tx } from '../../../../kernel/context.ts';
import { afterCode, rankName, rankPath, rankWords, startsWord } from '../../domain/rank-name.ts';
import { SYMBOL_KINDS, type SymbolKind } from '../../records.ts';
import type { SearchHit } from '../../schemas-search.ts';
import type { IndexRef } from '../queries/find-index.ts';
import {
  byScore,
  type Candidate,
  fileCandidates,
  foldAscii,
  macroCandidates,
  similarCandidates,
  similarMacroCandidates,
  symbolCandidates,
} from './candidates.ts';
import { describeHits } from './describe-hits.ts';
import { findSimilar } from './find-similar.ts';
import { findNamed, findPrefix } from './find-symbols.ts';
import { scanDocs } from './scan-docs.ts';
import {
  findNamedMacros,
  findSimilarMacros,
  type FoundMacros,
  scanMacros,
  withoutSymbols,
} from './scan-macros.ts';
import { scanNames } from './scan-names.ts';
import { findPaths, scanPaths } from './scan-paths.ts';
import { scanWords } from './scan-words.ts';
import { MOST_MATCHES, type NameMatch, type SearchFilter } from './search-filter.ts';

export interface SearchScope {
  match: 'auto' | 'exact' | 'prefix' | 'word' | 'substring';
  /** All kinds when empty. */
  kinds: readonly (SymbolKind | 'file')[];
  language?: string | undefined;
  path?: string | undefined;
}

/** Candidates, and whether they are all there are. */
interface Found {
  candidates: Candidate[];
  isAll: boolean;
}

const NO_MACROS: FoundMacros = { matches: [], isAll: true };

/** What a search goes by. */
interface Search {
  tx: Tx;
  index: IndexRef;
  query: string;
  /** The query in lower case. */
  folded: string;
  filter: SearchFilter;
  symbols: boolean;
  files: boolean;
}

/** Matches at the start of a name that are found by the B-tree, whatever a scan has left out. */
const MOST_PREFIX_MATCHES = 500;
/** Where only the start of a name counts, so many are ranked: more take longer than a prefix is worth. */
const MOST_STARTING = 1000;
/** Documentation is read when fewer names and paths hold the query. */
const FEW_MATCHES = 20;

/**
 * Finds and ranks what answers a query. A scan stops at {@link MOST_MATCHES}; what the name index finds by prefix is
 * always among the candidates, so a query that matches half the index still gives the best names first.
 */
export async function searchIndex(
  tx: Tx,
  index: IndexRef,
  query: string,
  { match, kinds, language, path }: SearchScope,
  page: { limit: number; offset: number },
): Promise<{ hits: SearchHit[]; total: number; exact: boolean }> {
  const letters = kinds.map((kind) => (kind === 'file' ? '' : SYMBOL_KINDS[kind])).join('');
  const search: Search = {
    tx,
    index,
    query,
    folded: foldAscii(query),
    symbols: kinds.length === 0 || letters !== '',
    files: kinds.length === 0 || kinds.includes('file'),
    filter: {
      ...(letters !== '' && { kinds: letters }),
      ...(language !== undefined && { language }),
      ...(path !== undefined && { path }),
    },
  };
  const words = match === 'auto' ? search.folded.split(/\s+/).filter((word) => word !== '') : [search.folded];
  const { candidates, isAll } = await (words.length > 1 ? findWords(search, words) : FINDERS[match](search));
  candidates.sort(byScore);
  const chosen = candidates.slice(page.offset, page.offset + page.limit);
  return { hits: await describeHits(tx, index, chosen, words), total: candidates.length, exact: isAll };
}

const FINDERS: Readonly<Record<SearchScope['match'], (search: Search) => Promise<Found>>> = {
  auto: findAny,
  exact: findExact,
  prefix: findStarting,
  word: async (search) => {
    const { candidates, isAll } = await findHolding(search);
    return { candidates: candidates.filter(({ text }) => startsWord(search.folded, foldAscii(text))), isAll };
  },
  substring: findHolding,
};

async function findExact({ tx, index, query, filter, symbols, files }: Search): Promise<Found> {
  const names = symbols ? await findNamed(tx, index, query, filter, MOST_MATCHES + 1) : [];
  const macros = symbols ? await findNamedMacros(tx, index, query, filter) : [];
  const paths = files ? await findPaths(tx, index, query, filter) : [];
  return together(
    [...symbolCandidates(names, () => 1), ...macroCandidates(macros, () => 1)],
    fileCandidates(
      paths.filter(({ path }) => path === query),
      () => 0.9,
    ),
    names.length,
  );
}

async function findStarting(search: Search): Promise<Found> {
  const { tx, index, query, folded, filter, symbols, files } = search;
  const names = symbols ? await findPrefix(tx, index, query, filter, MOST_STARTING + 1) : [];
  const macros = await findMacroNames(search, names, (name) => name.startsWith(query));
  const paths = files ? await findPaths(tx, index, query, filter) : [];
  const rank = (name: string): number => rankCased(query, folded, name);
  const { candidates, isAll } = together(
    [...symbolCandidates(names.slice(0, MOST_STARTING), rank), ...macroCandidates(macros.matches, rank)],
    fileCandidates(paths, (path) => rankPath(folded, foldAscii(path))),
    paths.length,
  );
  return { candidates, isAll: isAll && macros.isAll && names.length <= MOST_STARTING };
}

/** Whatever holds the query in its name or path. */
async function findHolding(search: Search): Promise<Found> {
  const { tx, index, query, folded, filter, symbols, files } = search;
  const names = symbols ? await scanNames(tx, index, folded, filter) : [];
  const prefixed = symbols ? await findPrefix(tx, index, query, filter, MOST_PREFIX_MATCHES) : [];
  const macros = await findMacroNames(search, [...names, ...prefixed]);
  const paths = files ? await scanPaths(tx, index, folded, filter) : [];
  const byId = new Map<number, Candidate>();
  for (const found of [
    ...symbolCandidates(names, (name) => rankName(folded, name)),
    ...symbolCandidates(prefixed, (name) => rankCased(query, folded, name)),
  ]) {
    byId.set(found.id, found);
  }
  const found = together(
    [...byId.values(), ...macroCandidates(macros.matches, (name) => rankCased(query, folded, name))],
    fileCandidates(paths, (path) => rankPath(folded, foldAscii(path))),
    names.length,
    paths.length,
  );
  return { ...found, isAll: found.isAll && macros.isAll };
}

/** Macros that hold the query and are no symbols; those that have the very name, wherever they are. */
async function findMacroNames(
  { tx, index, query, folded, filter, symbols }: Search,
  names: readonly NameMatch[],
  isMeant?: (name: string) => boolean,
): Promise<FoundMacros> {
  if (!symbols) return NO_MACROS;
  const named = await findNamedMacros(tx, index, query, filter);
  const scanned = await scanMacros(tx, index, folded, filter, isMeant);
  const others = withoutSymbols(
    scanned.matches.filter(({ name }) => name !== query),
    [...new Map(names.map((match) => [match.id, match])).values()],
  );
  return { matches: [...named, ...others], isAll: scanned.isAll && others.length < MOST_MATCHES };
}

/** What holds the query; where that is little, what is documented with it; where that is nothing, names like it. */
async function findAny(search: Search): Promise<Found> {
  const { tx, index, folded, filter, symbols } = search;
  const { candidates, isAll } = await findHolding(search);
  if (!symbols || candidates.length >= FEW_MATCHES) return { candidates, isAll };
  const docs = await scanDocs(tx, index, folded, filter);
  const known = new Set(candidates.filter(({ isFile }) => !isFile).map(({ id }) => id));
  const documented = symbolCandidates(
    docs.matches.filter(({ id }) => !known.has(id)),
    () => 0.2,
  );
  if (candidates.length + documented.length > 0) {
    return { candidates: [...candidates, ...documented], isAll: isAll && docs.isAll };
  }
  const similar = await findSimilar(tx, index, folded, filter);
  const macros = withoutSymbols(await findSimilarMacros(tx, index, folded, filter), similar);
  const candidatesLike = [...similarCandidates(folded, similar), ...similarMacroCandidates(folded, macros)];
  return { candidates: candidatesLike, isAll: true };
}

/** What has every word somewhere. */
async function findWords(
  { tx, index, filter, symbols, files }: Search,
  words: readonly string[],
): Promise<Found> {
  const found = symbols ? await scanWords(tx, index, words, filter) : { matches: [], isAll: true };
  const longest = words.reduce((a, b) => (b.length > a.length ? b : a));
  const paths = files ? await scanPaths(tx, index, longest, filter) : [];
  const hasAll = (name: string): boolean => words.every((word) => foldAscii(name).includes(word));
  const scanned = symbols ? await scanMacros(tx, index, longest, filter, hasAll) : NO_MACROS;
  const macros = withoutSymbols(scanned.matches, found.matches);
  const holding = paths.filter(({ path }) => hasAll(path));
  return {
    candidates: [
      ...symbolCandidates(found.matches, (name) => rankWords(words, foldAscii(name))),
      ...macroCandidates(macros, (name) => rankWords(words, foldAscii(name))),
      ...fileCandidates(holding, (path) => afterCode(rankWords(words, foldAscii(path)))),
    ],
    isAll: found.isAll && scanned.isAll && paths.length <= MOST_MATCHES,
  };
}

function rankCased(query: string, folded: string, name: string): number {
  return name === query ? 1 : rankName(folded, foldAscii(name), true);
}

function together(symbols: readonly Candidate[], files: readonly Candidate[], ...counts: number[]): Found {
  return { candidates: [...symbols, ...files], isAll: counts.every((count) => count <= MOST_MATCHES) };
}
