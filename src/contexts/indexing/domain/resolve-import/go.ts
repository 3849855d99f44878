import { folderOf } from '../graph/source-folders.ts';
import { endsOf, nameOf } from './paths.ts';
import type { ImportRule, Modules, Way } from './types.ts';

const PROJECT = 'go.mod';

/**
 * Go: an import names a folder, by the module of a go.mod and the way from there, or, where dependencies are kept in the
 * repository, by the end of its path. All files of the folder are meant.
 */
export const go: ImportRule = {
  projectFile: PROJECT,
  modulesOf,
  ways(target, _from, modules) {
    const ways: Way[][] = [];
    for (const name of modulesOf(target).toReversed()) {
      const roots = projectsOf(modules, name);
      if (roots.length === 0) continue;
      const rest = target.slice(name.length);
      ways.push(roots.map((root) => ({ path: (root + rest.slice(1)).replace(/\/$/, ''), filesIn: '.go' })));
    }
    return target.includes('.') ? [...ways, [{ path: target, filesIn: '.go', isEnd: true }]] : ways;
  },
  keys(path, modules) {
    const folder = folderOf(path).slice(0, -1);
    const named = [...modules.keys()].flatMap((name) =>
      projectsOf(modules, name)
        .filter((root) => folderOf(path).startsWith(root))
        .map((root) => [name, folder.slice(root.length)].filter((part) => part !== '').join('/')),
    );
    return { exact: [...named, ...(folder === '' ? [] : endsOf(folder))], starts: [] };
  },
};

/** What a module may be called that holds the package: every start of its path. */
function modulesOf(target: string): string[] {
  const parts = target.split('/');
  return parts.map((_, place) => parts.slice(0, place + 1).join('/'));
}

/** Folders of the projects of a name, with their slashes. */
function projectsOf(modules: Modules, name: string): string[] {
  return (modules.get(name) ?? []).filter((path) => nameOf(path) === PROJECT).map(folderOf);
}
