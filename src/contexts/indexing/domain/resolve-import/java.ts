import { folderOf } from '../graph/source-folders.ts';
import { endsOf } from './paths.ts';
import type { ImportRule } from './types.ts';

/**
 * Java: `a.b.C` is a file that ends in `a/b/C.java`; the last part may be a member or nested class of it. What names
 * a folder stands for `a.b.*` and means all files in it.
 */
export const java: ImportRule = {
  ways(target) {
    const parts = target.split('.');
    const path = parts.join('/');
    const owner = parts.slice(0, -1).join('/');
    return [
      [{ path: `${path}.java`, isEnd: true }],
      ...(parts.length > 2 ? [[{ path: `${owner}.java`, isEnd: true } as const]] : []),
      [{ path, isEnd: true, filesIn: '.java' }],
    ];
  },
  keys(path) {
    const classes = endsOf(path.replace(/\.java$/, ''), '.');
    const folder = folderOf(path).slice(0, -1);
    const packages = folder === '' ? [] : endsOf(folder, '.');
    return { exact: [...classes, ...packages], starts: classes.map((name) => `${name}.`) };
  },
};
