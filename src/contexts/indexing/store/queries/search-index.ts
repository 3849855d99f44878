import type { Tx } from '../../../../kernel/context.ts';
import { afterCode, rankName, rankPath } from '../../domain/rank-name.ts';
import { BUILD_KINDS, SYMBOL_KINDS } from '../../records.ts';
import type { SymbolKind } from '../../records.ts';
import type { SearchHit } from '../../schemas.ts';
import { kindOfLetter } from '../decode/symbol-kinds.ts';
import type { IndexRef } from './find-index.ts';
import { findPrefix, getSymbols, MOST_MATCHES, scanNames, scanPaths } from './search-names.ts';
import type { SearchFilter } from './search-names.ts';

export interface SearchScope {
  kind?: SymbolKind | 'file' | undefined;
  language?: string | undefined;
  path?: string | undefined;
}

interface Candidate {
  id: number;
  score: number;
  /** Path of a file, name of a symbol. */
  text: string;
  isFile: boolean;
}

/**
 * Finds and ranks what holds the query. The scan stops at {@link MOST_MATCHES}; what the name index finds by prefix
 * is always among the candidates, so a query that matches half the index still gives the best names first.
 */
export async function searchIndex(
  tx: Tx,
  index: IndexRef,
  query: string,
  scope: SearchScope,
  page: { limit: number; offset: number },
): Promise<{ hits: SearchHit[]; total: number; exact: boolean }> {
  const filter = toFilter(scope);
  const folded = foldAscii(query);
  const [names, prefixed, paths] = await Promise.all([
    scope.kind === 'file' ? [] : scanNames(tx, index, folded, filter),
    scope.kind === 'file' ? [] : findPrefix(tx, index, query, filter),
    scope.kind === undefined || scope.kind === 'file' ? scanPaths(tx, index, folded, filter) : [],
  ]);
  const symbols = new Map<number, Candidate>();
  for (const { id, name, kind } of names.slice(0, MOST_MATCHES)) {
    symbols.set(id, { id, score: ofKind(kind, rankName(folded, name)), text: name, isFile: false });
  }
  for (const { id, name, kind } of prefixed) {
    const score = name === query ? 1 : rankName(folded, foldAscii(name), true);
    symbols.set(id, { id, score: ofKind(kind, score), text: name, isFile: false });
  }
  const files = paths.slice(0, MOST_MATCHES).map(({ id, path }): Candidate => {
    return { id, score: rankPath(folded, foldAscii(path)), text: path, isFile: true };
  });
  const candidates = [...symbols.values(), ...files].sort(byScore);
  return {
    hits: await describe(tx, index, candidates.slice(page.offset, page.offset + page.limit)),
    total: candidates.length,
    exact: names.length <= MOST_MATCHES && paths.length <= MOST_MATCHES,
  };
}

function ofKind(kind: string, score: number): number {
  return BUILD_KINDS.includes(kind) ? afterCode(score) : score;
}

function toFilter({ kind, language, path }: SearchScope): SearchFilter {
  return {
    ...(kind === undefined || kind === 'file' ? {} : { kind: SYMBOL_KINDS[kind] }),
    ...(language === undefined ? {} : { language }),
    ...(path === undefined ? {} : { path }),
  };
}

function byScore(a: Candidate, b: Candidate): number {
  return b.score - a.score || compare(a.text, b.text) || a.id - b.id;
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

/** Lower case as COLLATE "C" makes it: of ASCII letters alone. */
function foldAscii(text: string): string {
  return text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
}

async function describe(tx: Tx, index: IndexRef, page: readonly Candidate[]): Promise<SearchHit[]> {
  const ids = page.filter(({ isFile }) => !isFile).map(({ id }) => id);
  const found = new Map((await getSymbols(tx, index, ids)).map((row) => [row.id, row]));
  return page.flatMap(({ id, score, text, isFile }): SearchHit[] => {
    if (isFile)
      return [{ name: text.slice(text.lastIndexOf('/') + 1), kind: 'file', file: text, line: 1, score }];
    const row = found.get(id);
    if (row === undefined) return [];
    return [{ name: row.name, kind: kindOfLetter(row.kind), file: row.path, line: row.line, score }];
  });
}
