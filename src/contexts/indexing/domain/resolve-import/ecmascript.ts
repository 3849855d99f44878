import { beside, climbed, endsOf, nameOf } from './paths.ts';
import type { ImportRule, Way } from './types.ts';

/** What may be left out at the end of a path, in the order it is tried. */
const EXTENSIONS = ['.ts', '.tsx', '.d.ts', '.mts', '.cts', '.js', '.jsx', '.mjs', '.cjs'];
/** What a file was written in that is imported under the name it gets when compiled. */
const SOURCES: Readonly<Record<string, readonly string[]>> = {
  '.js': ['.ts', '.tsx', '.d.ts'],
  '.jsx': ['.tsx'],
  '.mjs': ['.mts', '.d.mts'],
  '.cjs': ['.cts', '.d.cts'],
};
const EXTENSION = /(?:\.d)?\.[cm]?[jt]sx?$/;
const COMPILED = /\.[cm]?jsx?$/;
/** By custom the folder of the sources. */
const ALIAS = /^[@~]\//;

/**
 * JavaScript and TypeScript: paths beside the importer, with the endings that resolvers add, and `@/…` for the
 * folder `src`. Names of packages mean no file of the repository.
 */
export const ecmascript: ImportRule = {
  ways(target, from) {
    if (ALIAS.test(target)) {
      const rest = target.slice(2);
      return [variants(`src/${rest}`, true), variants(rest, false)].flat();
    }
    if (!/^\.\.?(?:\/|$)/.test(target)) return [];
    const path = beside(from, target.replace(/[?#].*$/, ''));
    return path === undefined ? [] : variants(path, false);
  },
  keys(path) {
    const stem = path.replace(EXTENSION, '');
    const written = [path, stem, ...['.js', '.jsx', '.mjs', '.cjs'].map((extension) => stem + extension)];
    const isIndex = nameOf(stem) === 'index';
    const ends = written.flatMap((one) => endsOf(one));
    const folder = isIndex ? endsOf(stem.slice(0, -'/index'.length)) : [];
    const own = isIndex ? ['.', './', '..', '../', '../..', '../../'] : [];
    const aliased = [...ends, ...folder].flatMap((end) => [`@/${end}`, `~/${end}`]);
    return {
      exact: [...climbed([...ends, ...folder, ...folder.map((end) => `${end}/`)]), ...own, ...aliased],
      starts: [],
    };
  },
};

function variants(path: string, isEnd: boolean): Way[][] {
  const way = (one: string): Way => (isEnd ? { path: one, isEnd } : { path: one });
  const compiled = COMPILED.exec(path)?.[0];
  const sources = compiled === undefined ? [] : (SOURCES[compiled] ?? []);
  const stem = compiled === undefined ? path : path.slice(0, -compiled.length);
  return [
    [path],
    sources.map((extension) => stem + extension),
    ...EXTENSIONS.map((extension) => [path + extension]),
    ...EXTENSIONS.map((extension) => [path === '' ? `index${extension}` : `${path}/index${extension}`]),
  ].map((paths) => paths.map(way));
}
