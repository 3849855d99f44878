import { beside, climbed, endsOf, foldersAbove, nameOf } from './paths.ts';
import type { ImportRule, Way } from './types.ts';

/**
 * PHP: `use A\B\C` is `C.php` of those that declare the namespace `A\B`, as autoloaders have it, or for functions and
 * constants any of them. `require` and `include` name a path beside the file, in a folder above or at the top.
 */
export const php: ImportRule = {
  modulesOf: (target) =>
    isPath(target) ? [] : [plain(target), ownerOf(plain(target))].filter((one) => one !== ''),
  ways(target, from, modules) {
    if (isPath(target)) {
      const path = target.replace(/^\//, '');
      const near = beside(from, path);
      const above = foldersAbove(from).map((folder): Way => ({ path: folder + path }));
      return [near === undefined ? [] : [{ path: near }], above];
    }
    const name = plain(target);
    const last = name.slice(name.lastIndexOf('\\') + 1);
    const siblings = modules.get(ownerOf(name)) ?? [];
    const named = siblings.filter((path) => nameOf(path) === `${last}.php`);
    const isType = /^[A-Z].*[a-z]/.test(last);
    return [named, modules.get(name) ?? [], isType ? [] : siblings].map((paths) =>
      paths.filter((path) => path.endsWith('.php')).map((path) => ({ path })),
    );
  },
  keys(path, modules) {
    const ends = endsOf(path);
    const names = [...modules.keys()].flatMap((name) => [name, `\\${name}`]);
    return {
      exact: [...climbed(ends), ...ends.map((end) => `/${end}`), ...names],
      starts: names.map((name) => `${name}\\`),
    };
  },
};

const isPath = (target: string): boolean => /\.[a-z0-9]+$/i.test(target) || target.includes('/');
const plain = (target: string): string => target.replace(/^\\/, '');
const ownerOf = (name: string): string => name.slice(0, Math.max(0, name.lastIndexOf('\\')));
