import { folderOf, nearest, sameArchitecture } from './source-folders.ts';

/** `fs/ext4/../inode.h` → `fs/inode.h`; undefined when it leaves the top. */
function normalise(path: string): string | undefined {
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '..' && parts.pop() === undefined) return undefined;
    if (part !== '..' && part !== '.' && part !== '') parts.push(part);
  }
  return parts.join('/');
}

/** What a compiler is told to search stands in no source file, but by custom it is a folder `include`. */
const SEARCHED = /(?:^|\/)include\/(?:uapi\/)?$/;

/**
 * Whether `#include <target>` in the file `from` may mean the file `path`: seen from the folder of `from` or one above
 * it, or from a folder `include`.
 */
export function mayInclude(target: string, from: string, path: string): boolean {
  const folder = folderOf(from);
  if (target.startsWith('.')) return normalise(folder + target) === path;
  if (!path.endsWith(target)) return false;
  const base = path.slice(0, path.length - target.length);
  return folder.startsWith(base) ? base === '' || base.endsWith('/') : SEARCHED.test(base);
}

/** Whether one of the #include lines of the file `from` may mean the file `path`. */
export function directlyIncludes(includes: readonly string[], from: string, path: string): boolean {
  return includes.some((target) => mayInclude(target, from, path));
}

/** Keys under which lines that include `path` may be filed: its endings at folder borders, `linux/fs.h`, `fs.h`. */
export function includeKeys(path: string): string[] {
  const parts = path.split('/');
  return parts.map((_, start) => parts.slice(start).join('/'));
}

/**
 * The files an include line means, of those it may: the one beside or relative to the file where there is such, else
 * those that can be built together with it; a folder `uapi` is searched after the one that holds it. Several are left
 * where the architecture decides.
 */
export function chooseIncluded(target: string, from: string, paths: readonly string[]): string[] {
  const fitting = paths.filter((path) => mayInclude(target, from, path));
  const beside = fitting.filter((path) => path === normalise(folderOf(from) + target));
  if (beside.length > 0) return beside;
  const built = nearest(
    from,
    fitting.filter((path) => sameArchitecture(from, path)).map((path) => ({ path })),
  ).map(({ path }) => path);
  return built.filter((path) => !built.includes(path.replace('/uapi/', '/')) || !path.includes('/uapi/'));
}
