import { afterCode, rankSimilar } from '../../domain/rank-name.ts';
import { BUILD_KINDS } from '../../records.ts';
import type { PathMatch } from './scan-paths.ts';
import { type MacroMatch, MOST_MATCHES, type NameMatch, type Similar } from './search-filter.ts';

/** Something a search may show, ranked. */
export interface Candidate {
  id: number;
  score: number;
  /** Path of a file, name of a symbol. */
  text: string;
  isFile: boolean;
  /** A macro that is no symbol; `id` is then its file's. */
  macro?: MacroMatch;
  /** It does not hold the query, but is like it. */
  isSimilar?: true;
}

/** Ranks symbols; what is past {@link MOST_MATCHES} is left out. */
export function symbolCandidates(names: readonly NameMatch[], rank: (name: string) => number): Candidate[] {
  return names
    .slice(0, MOST_MATCHES)
    .map(({ id, name, kind }) => ({ id, score: ofKind(kind, rank(name)), text: name, isFile: false }));
}

function ofKind(kind: string, score: number): number {
  return BUILD_KINDS.includes(kind) ? afterCode(score) : score;
}

/** Ranks macros; what is past {@link MOST_MATCHES} is left out. */
export function macroCandidates(macros: readonly MacroMatch[], rank: (name: string) => number): Candidate[] {
  return macros
    .slice(0, MOST_MATCHES)
    .map((macro) => ({ id: macro.fileId, score: rank(macro.name), text: macro.name, isFile: false, macro }));
}

/** Ranks names that are like the query. */
export function similarCandidates(query: string, names: readonly Similar<NameMatch>[]): Candidate[] {
  return names.map(({ id, name, kind, edits }) => {
    const score = ofKind(kind, rankSimilar(query, edits));
    return { id, score, text: name, isFile: false, isSimilar: true };
  });
}

/** Ranks macros whose names are like the query. */
export function similarMacroCandidates(query: string, macros: readonly Similar<MacroMatch>[]): Candidate[] {
  const edits = new Map(macros.map(({ name, edits: count }) => [name, count]));
  return macroCandidates(macros, (name) => rankSimilar(query, edits.get(name)!)).map((candidate) =>
    Object.assign(candidate, { isSimilar: true as const }),
  );
}

/** Ranks files; what is past {@link MOST_MATCHES} is left out. */
export function fileCandidates(paths: readonly PathMatch[], rank: (path: string) => number): Candidate[] {
  return paths
    .slice(0, MOST_MATCHES)
    .map(({ id, path }) => ({ id, score: rank(path), text: path, isFile: true }));
}

/** Best first; a total order, so that pages neither repeat nor leave out. */
export function byScore(a: Candidate, b: Candidate): number {
  return (
    b.score - a.score ||
    compare(a.text, b.text) ||
    Number(a.isFile) - Number(b.isFile) ||
    a.id - b.id ||
    (a.macro?.line ?? 0) - (b.macro?.line ?? 0)
  );
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

/** Lower case as COLLATE "C" makes it: of ASCII letters alone. */
export function foldAscii(text: string): string {
  return text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
}
