import type { Tx } from '../../../../kernel/context.ts';
import { findDefiningFiles } from './find-defining-files.ts';
import type { IndexRef } from './find-index.ts';
import { findPaths } from './find-paths.ts';

/** Definitions of one name that count: a name that half the tree defines says little. */
const MOST_DEFINITIONS = 10;

/**
 * The files that paths and symbols speak of. A path that the index does not have counts all the same, since not every
 * file is indexed, unless it is a bare word that names a symbol.
 */
export async function resolvePlaces(
  tx: Tx,
  index: IndexRef,
  paths: readonly string[],
  symbols: readonly string[],
): Promise<{ paths: string[]; unknown: string[] }> {
  const given = paths.map(plainPath);
  const words = given.filter((path) => !/[/.]/.test(path));
  const files = new Set(await findPaths(tx, index, words));
  const asked = [...symbols, ...words.filter((word) => !files.has(word))];
  const defined = await findDefiningFiles(tx, index, [...new Set(asked)], MOST_DEFINITIONS);
  const byName = new Map<string, string[]>();
  for (const { name, path } of defined) byName.set(name, [...(byName.get(name) ?? []), path]);
  const resolved = given.flatMap((path) => (files.has(path) ? [path] : (byName.get(path) ?? [path])));
  const ofSymbols = symbols.flatMap((symbol) => byName.get(symbol) ?? []);
  return {
    paths: [...new Set([...resolved, ...ofSymbols])],
    unknown: symbols.filter((symbol) => !byName.has(symbol)),
  };
}

/** `./fs//inode.c` → `fs/inode.c`; a folder keeps its `/`. */
export function plainPath(path: string): string {
  return path.replaceAll(/\/{2,}/g, '/').replace(/^(?:\.?\/)+/, '');
}
