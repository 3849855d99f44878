import { endsOf, foldersAbove, nameOf } from './paths.ts';
import type { ImportRule, Way } from './types.ts';

/** Folders that are put on the search path, by their last part. */
const ROOTS = ['src', 'lib', 'python'];

/**
 * Python: `a.b` is `a/b.py` or the package `a/b/`, seen from the importer's folder, one above it, or a folder of
 * sources; each dot at the start is a folder, the importer's own first. What is imported from a module is read as part
 * of the path (`from a import b` as `a.b`), so the last part may be a name in the file.
 */
export const python: ImportRule = {
  ways(target, from) {
    const dots = /^\.*/.exec(target)![0].length;
    const parts = target
      .slice(dots)
      .split('.')
      .filter((part) => part !== '');
    if (dots > 0) {
      const base = foldersAbove(from)[dots - 1];
      if (base === undefined) return [];
      const read = parts.length === 0 ? [parts] : [parts, parts.slice(0, -1)];
      return read.map((some) => moduleFiles(base + some.join('/')).map((path) => ({ path })));
    }
    return [...absolute(parts, from), ...(parts.length > 1 ? absolute(parts.slice(0, -1), from) : [])];
  },
  keys(path) {
    const isPackage = /^__init__\.pyi?$/.test(nameOf(path));
    const stem = path.replace(isPackage ? /\/?__init__\.pyi?$/ : /\.pyi?$/, '');
    const dotted = stem === '' ? [] : endsOf(stem, '.');
    const names = dotted.flatMap((name) => ['', '.', '..', '...', '....'].map((dots) => dots + name));
    // What a package holds itself is imported inside it as `.name`.
    return { exact: names, starts: [...names.map((name) => `${name}.`), ...(isPackage ? ['.'] : [])] };
  },
};

function absolute(parts: readonly string[], from: string): Way[][] {
  if (parts.length === 0) return [];
  const files = moduleFiles(parts.join('/'));
  const near = foldersAbove(from).flatMap((folder) => files.map((file): Way => ({ path: folder + file })));
  const rooted = ROOTS.flatMap((root) =>
    files.map((file): Way => ({ path: `${root}/${file}`, isEnd: true })),
  );
  // A single word is too often a library's.
  const anywhere = parts.length > 1 ? [files.map((path): Way => ({ path, isEnd: true }))] : [];
  return [[...near, ...rooted], ...anywhere];
}

function moduleFiles(path: string): string[] {
  const folder = path === '' || path.endsWith('/') ? path : `${path}/`;
  const files = folder === path ? [] : [`${path}.py`, `${path}.pyi`];
  return [...files, `${folder}__init__.py`, `${folder}__init__.pyi`];
}
