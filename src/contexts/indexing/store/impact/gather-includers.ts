import type { Tx } from '../../../../kernel/context.ts';
import { languageOf } from '../../domain/languages.ts';
import type { IndexRef } from '../queries/find-index.ts';
import { readIncluders } from '../graph/read-includers.ts';

/** Files that include or import a file. */
export interface Includers {
  path: string;
  files: string[];
  /** There are more than were looked at. */
  more: boolean;
}

/** Includers that are looked at. */
const MOST_INCLUDERS = 20_000;

/** Files that include or import each of these. */
export async function gatherIncluders(
  tx: Tx,
  index: IndexRef,
  paths: readonly string[],
): Promise<Includers[]> {
  if (paths.length === 0) return [];
  const files = paths.map((path) => ({ path, language: languageOf(path) ?? '' }));
  const { includers, cut } = await readIncluders(tx, index, files, MOST_INCLUDERS);
  return paths.map((path) => ({
    path,
    files: includers.filter(({ via }) => via === path).map((one) => one.path),
    more: cut,
  }));
}
