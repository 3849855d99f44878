import { folderOf } from '../graph/source-folders.ts';
import { endsOf, nameOf } from './paths.ts';
import type { ImportRule, Modules, Way } from './types.ts';

const PROJECT = 'Cargo.toml';
/** Files that are the root of a crate, or stand for their folder. */
const STANDS_FOR_FOLDER = /^(?:lib|main|mod)\.rs$/;

/** A module: where the files of its children are, and the files it may be. */
interface Place {
  /** Folder of the crate's root file. */
  root: string;
  parts: readonly string[];
}

/**
 * Rust: `a::b` is `a/b.rs` or `a/b/mod.rs` below the crate's root, or a name in `a`. `crate`, `self` and `super` are read
 * as the language has it; other paths begin with a crate of the repository, by its Cargo.toml, or with a child module.
 */
export const rust: ImportRule = {
  projectFile: PROJECT,
  modulesOf: (target) => target.split('::').slice(0, 1),
  ways(target, from, modules) {
    const [head = '', ...rest] = target.split('::').filter((part) => part !== '*' && part !== '');
    const own = placeOf(from);
    if (head === 'crate') return waysTo(own.root, rest);
    if (head === 'self') return waysTo(own.root, [...own.parts, ...rest]);
    if (head === 'super') {
      const ups = rest.findIndex((part) => part !== 'super');
      const climbs = 1 + (ups < 0 ? rest.length : ups);
      if (climbs > own.parts.length) return [];
      return waysTo(own.root, [...own.parts.slice(0, -climbs), ...rest.slice(climbs - 1)]);
    }
    const crates = cratesOf(modules, head).flatMap((root) => waysTo(root, rest));
    const child = filesOf(own.root, [...own.parts, head, ...rest]);
    const childItem = rest.length === 0 ? [] : filesOf(own.root, [...own.parts, head, ...rest.slice(0, -1)]);
    return [...crates, child, childItem];
  },
  keys(path, modules) {
    const { root, parts } = placeOf(path);
    const whole = parts.join('::');
    const ends = endsOf(path.replace(/(?:\/(?:mod|lib|main))?\.rs$/, ''), '::');
    const ofCrate = [...modules.keys()].filter((name) => cratesOf(modules, name).includes(root));
    const exact = [
      ...['crate', ...ofCrate].map((head) => (whole === '' ? head : `${head}::${whole}`)),
      ...ends.flatMap((end) => RELATIVE.map((start) => start + end)),
    ];
    // What a module's parent holds is named by its children as `super::name`.
    return {
      exact: [...exact, ...SUPERS.map((supers) => supers.slice(0, -2))],
      starts: [...exact.map((key) => `${key}::`), 'super::'],
    };
  },
};

const SUPERS = ['super::', 'super::super::', 'super::super::super::'];
const RELATIVE = ['', 'self::', ...SUPERS];

/** The module a file is. Outside of a folder `src` each file beside the root is a root of its own. */
function placeOf(path: string): Place {
  const at = path.startsWith('src/') ? 0 : path.lastIndexOf('/src/') + 1;
  const inside = path.startsWith('src/') || at > 0;
  const root = inside ? path.slice(0, Math.max(at, path.lastIndexOf('/src/') + 1) + 4) : folderOf(path);
  const rest = path.slice(root.length).split('/');
  const name = rest.pop()!;
  const isRoot = STANDS_FOR_FOLDER.test(name) || !inside;
  return { root, parts: isRoot ? rest : [...rest, name.replace(/\.rs$/, '')] };
}

function waysTo(root: string, parts: readonly string[]): Way[][] {
  return parts.length === 0
    ? [filesOf(root, parts)]
    : [filesOf(root, parts), filesOf(root, parts.slice(0, -1))];
}

function filesOf(root: string, parts: readonly string[]): Way[] {
  if (parts.length === 0) return ['lib.rs', 'main.rs', 'mod.rs'].map((name) => ({ path: root + name }));
  const path = root + parts.join('/');
  return [{ path: `${path}.rs` }, { path: `${path}/mod.rs` }];
}

function cratesOf(modules: Modules, name: string): string[] {
  return (modules.get(name) ?? [])
    .filter((path) => nameOf(path) === PROJECT)
    .map((path) => `${folderOf(path)}src/`);
}
