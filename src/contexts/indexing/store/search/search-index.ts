import type { Tx } from '../../../../kernel/context.ts';
import { afterCode, rankName, rankPath, rankWords, startsWord } from '../../domain/rank-name.ts';
import { SYMBOL_KINDS, type SymbolKind } from '../../records.ts';
import type { SearchHit } from '../../schemas-search.ts';
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
import { findHolding, findLike, findStarting, type FoundNames, type NameSearch } from './find-names.ts';
import { findNamed } from './find-symbols.ts';
import { scanDocs } from './scan-docs.ts';
import { findNamedMacros } from './scan-macros.ts';
import { findPaths, scanPaths } from './scan-paths.ts';
import { scanWords } from './scan-words.ts';
import { MOST_MATCHES } from './search-filter.ts';

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
  /** How many there are, where the candidates are only the best. */
  total?: number;
}

/** What a search goes by. */
interface Search extends NameSearch {
  symbols: boolean;
  files: boolean;
}

const NO_NAMES: FoundNames = { symbols: [], prefixed: [], macros: [], isAll: true };
/** Documentation is read when fewer names and paths hold the query. */
const FEW_MATCHES = 20;

/**
 * Finds and ranks what answers a query. A scan stops at {@link MOST_MATCHES}; what the name index finds by prefix is
 * always among the candidates, so a query that matches half the index still gives the best names first.
 */
export async function searchIndex(
  tx: Tx,
  index: NameSearch['index'],
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
    enough: page.offset + page.limit,
    filter: {
      ...(letters !== '' && { kinds: letters }),
      ...(language !== undefined && { language }),
      ...(path !== undefined && { path }),
    },
  };
  const words = match === 'auto' ? search.folded.split(/\s+/).filter((word) => word !== '') : [search.folded];
  const found = await (words.length > 1 ? findWords(search, words) : FINDERS[match](search));
  const { candidates, isAll, total = candidates.length } = found;
  candidates.sort(byScore);
  const chosen = candidates.slice(page.offset, page.offset + page.limit);
  return { hits: await describeHits(tx, index, chosen, words), total, exact: isAll };
}

const FINDERS: Readonly<Record<SearchScope['match'], (search: Search) => Promise<Found>>> = {
  auto: findAny,
  exact: findExact,
  prefix: findAllStarting,
  word: async (search) => {
    const { candidates, isAll } = await findAllHolding(search);
    return { candidates: candidates.filter(({ text }) => startsWord(search.folded, foldAscii(text))), isAll };
  },
  substring: findAllHolding,
};

async function findExact({ tx, index, query, filter, symbols, files }: Search): Promise<Found> {
  const [names, macros, paths] = await Promise.all([
    symbols ? findNamed(tx, index, query, filter, MOST_MATCHES + 1) : [],
    symbols ? findNamedMacros(tx, index, query, filter) : [],
    files ? findPaths(tx, index, query, filter) : [],
  ]);
  return together(
    [...symbolCandidates(names, () => 1), ...macroCandidates(macros, () => 1)],
    fileCandidates(
      paths.filter(({ path }) => path === query),
      () => 0.9,
    ),
    names.length,
  );
}

async function findAllStarting(search: Search): Promise<Found> {
  const { tx, index, query, folded, filter, symbols, files } = search;
  const [names, paths] = await Promise.all([
    symbols ? findStarting(search) : NO_NAMES,
    files ? findPaths(tx, index, query, filter) : [],
  ]);
  const rank = (name: string): number => rankCased(query, folded, name);
  const found = together(
    [...symbolCandidates(names.prefixed, rank), ...macroCandidates(names.macros, rank)],
    fileCandidates(paths, (path) => rankPath(folded, foldAscii(path))),
    paths.length,
  );
  const counted = names.total !== undefined && { total: names.total + Math.min(paths.length, MOST_MATCHES) };
  return { ...found, isAll: found.isAll && names.isAll, ...counted };
}

/** Whatever holds the query in its name or path. */
async function findAllHolding(search: Search): Promise<Found> {
  const { tx, index, query, folded, filter, symbols, files } = search;
  const [names, paths] = await Promise.all([
    symbols ? findHolding(search) : NO_NAMES,
    files ? scanPaths(tx, index, folded, filter) : [],
  ]);
  const byId = new Map<number, Candidate>();
  for (const found of [
    ...symbolCandidates(names.symbols, (name) => rankName(folded, name)),
    ...symbolCandidates(names.prefixed, (name) => rankCased(query, folded, name)),
  ]) {
    byId.set(found.id, found);
  }
  const found = together(
    [...byId.values(), ...macroCandidates(names.macros, (name) => rankCased(query, folded, name))],
    fileCandidates(paths, (path) => rankPath(folded, foldAscii(path))),
    paths.length,
  );
  return { ...found, isAll: found.isAll && names.isAll };
}

/** What holds the query; where that is little, what is documented with it; where that is nothing, names like it. */
async function findAny(search: Search): Promise<Found> {
  const { tx, index, folded, filter, symbols } = search;
  const { candidates, isAll } = await findAllHolding(search);
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
  const like = await findLike(search);
  const candidatesLike = [
    ...similarCandidates(folded, like.symbols),
    ...similarMacroCandidates(folded, like.macros),
  ];
  const wasComplete = candidatesLike.length > 0 || (isAll && docs.isAll);
  return { candidates: candidatesLike, isAll: like.isAll && wasComplete };
}

/** What has every word somewhere. */
async function findWords(search: Search, words: readonly string[]): Promise<Found> {
  const { tx, index, filter, symbols, files } = search;
  const longest = words.reduce((a, b) => (b.length > a.length ? b : a));
  const [found, paths] = await Promise.all([
    symbols ? scanWords(search, words) : { matches: [], macros: [], isAll: true },
    files ? scanPaths(tx, index, longest, filter) : [],
  ]);
  const holding = paths.filter(({ path }) => words.every((word) => foldAscii(path).includes(word)));
  return {
    candidates: [
      ...symbolCandidates(found.matches, (name) => rankWords(words, foldAscii(name))),
      ...macroCandidates(found.macros, (name) => rankWords(words, foldAscii(name))),
      ...fileCandidates(holding, (path) => afterCode(rankWords(words, foldAscii(path)))),
    ],
    isAll: found.isAll && paths.length <= MOST_MATCHES,
  };
}

function rankCased(query: string, folded: string, name: string): number {
  return name === query ? 1 : rankName(folded, foldAscii(name), true);
}

function together(symbols: readonly Candidate[], files: readonly Candidate[], ...counts: number[]): Found {
  return { candidates: [...symbols, ...files], isAll: counts.every((count) => count <= MOST_MATCHES) };
}
