import { folderOf, nearest, sameArchitecture } from '../graph/source-folders.ts';
import { beside, climbed } from './paths.ts';
import type { ImportKeys } from './types.ts';

// Includes of C and C++, and of build files.

/** What a compiler is told to search stands in no source file, but by custom it is a folder `include`. */
const SEARCHED = /(?:^|\/)include\/(?:uapi\/)?$/;

/**
 * Whether `#include <target>` in the file `from` may mean the file `path`: seen from the folder of `from` or one above
 * it, or from a folder `include`.
 */
export function mayInclude(target: string, from: string, path: string): boolean {
  const folder = folderOf(from);
  if (target.startsWith('.')) return beside(from, target) === path;
  if (!path.endsWith(target)) return false;
  const base = path.slice(0, path.length - target.length);
  return folder.startsWith(base) ? base === '' || base.endsWith('/') : SEARCHED.test(base);
}

/** Texts of lines that may include `path`: its endings at folder borders (`linux/fs.h`, `fs.h`), and as seen from folders beside. */
export function includeKeys(path: string): ImportKeys {
  const parts = path.split('/');
  return { exact: climbed(parts.map((_, start) => parts.slice(start).join('/'))), starts: [] };
}

/**
 * The files an include line means, of those it may: the one beside or relative to the file where there is such, else
 * those that can be built together with it; a folder `uapi` is searched after the one that holds it. Several are left
 * where the architecture decides.
 */
export function chooseIncluded(target: string, from: string, paths: readonly string[]): string[] {
  const fitting = paths.filter((path) => mayInclude(target, from, path));
  const own = beside(from, target);
  if (own !== undefined && fitting.includes(own)) return [own];
  const built = nearest(
    from,
    fitting.filter((path) => sameArchitecture(from, path)).map((path) => ({ path })),
  ).map(({ path }) => path);
  return built.filter((path) => !built.includes(path.replace('/uapi/', '/')) || !path.includes('/uapi/'));
}
