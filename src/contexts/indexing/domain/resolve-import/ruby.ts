import { beside, climbed, endsOf } from './paths.ts';
import type { ImportRule, Way } from './types.ts';

/** Folders on the load path, by their last part. */
const ROOTS = ['lib', 'app', 'test', 'spec'];

/** Ruby: a path beside the file (`require_relative`), at the top, or below a folder that is searched (`require`). */
export const ruby: ImportRule = {
  ways(target, from) {
    const file = target.endsWith('.rb') ? target : `${target}.rb`;
    const near = beside(from, file);
    const relative: Way[][] = near === undefined ? [] : [[{ path: near }]];
    if (target.startsWith('.') || target.startsWith('/')) return relative;
    const searched = ROOTS.map((root): Way => ({ path: `${root}/${file}`, isEnd: true }));
    return [...relative, [{ path: file }, ...searched]];
  },
  keys(path) {
    return { exact: climbed([...endsOf(path), ...endsOf(path.replace(/\.rb$/, ''))]), starts: [] };
  },
};
