import { chooseIncluded, includeKeys, mayInclude } from './include.ts';
import { meets } from './match-way.ts';
import { closest, nameOf } from './paths.ts';
import { importRuleOf } from './rules.ts';
import { NO_MODULES } from './types.ts';
import type { ImportKeys, Modules } from './types.ts';

/** A file with import lines. */
export interface Importer {
  path: string;
  language: string;
  /** Targets as written. */
  includes: readonly string[];
  /** Modules that its targets name, as far as their languages need them. */
  modules?: Modules;
}

/** What has to be looked up to know which files an import means. */
export interface Places {
  /** Whole paths. */
  paths: string[];
  /** Names of files, wherever they are. */
  names: string[];
  /** Names of folders whose files may be meant; empty for the top. */
  folders: string[];
}

/** Names of modules that have to be known to read these imports. */
export function modulesOf({ language, includes }: Pick<Importer, 'language' | 'includes'>): string[] {
  const rule = importRuleOf(language);
  return rule?.modulesOf === undefined ? [] : includes.flatMap((target) => rule.modulesOf!(target));
}

/** Where the files may be that an import means. */
export function placesOf(target: string, from: Omit<Importer, 'includes'>): Places {
  const rule = importRuleOf(from.language);
  if (rule === undefined) return { paths: [], names: [nameOf(target)], folders: [] };
  const ways = rule.ways(target, from.path, from.modules ?? NO_MODULES).flat();
  const named = ways.filter(({ filesIn, isEnd }) => filesIn === undefined && isEnd === true);
  return {
    paths: ways
      .filter(({ filesIn, isEnd }) => filesIn === undefined && isEnd === undefined)
      .map(({ path }) => path),
    names: named.map(({ path }) => nameOf(path)),
    folders: ways.filter(({ filesIn }) => filesIn !== undefined).map(({ path }) => nameOf(path)),
  };
}

/** The files an import means, of those found where {@link placesOf} said. */
export function chooseImported(
  target: string,
  from: Omit<Importer, 'includes'>,
  found: readonly string[],
): string[] {
  const rule = importRuleOf(from.language);
  if (rule === undefined) return chooseIncluded(target, from.path, found);
  for (const group of rule.ways(target, from.path, from.modules ?? NO_MODULES)) {
    const fitting = found.filter((path) => path !== from.path && group.some((way) => meets(way, path)));
    if (fitting.length > 0)
      return closestOf(
        from.path,
        fitting,
        group.some(({ filesIn }) => filesIn !== undefined),
      );
  }
  return [];
}

/** All files of the closest folder, or the closest file. */
function closestOf(from: string, paths: readonly string[], areFolders: boolean): string[] {
  return areFolders ? [...paths] : closest(from, paths);
}

/** Texts under which importers may name a file of a language. */
export function importKeys(path: string, language: string, modules: Modules): ImportKeys {
  return importRuleOf(language)?.keys(path, modules) ?? includeKeys(path);
}

/**
 * The import by which a file sees another, as written; undefined when none of its lines may mean it. Other files that a
 * line may mean as well are not looked at.
 */
export function importOf(from: Importer, path: string): string | undefined {
  const rule = importRuleOf(from.language);
  if (rule === undefined) return from.includes.find((target) => mayInclude(target, from.path, path));
  return seenBy(from)(path);
}

/** The import of a file that ends in this very name: `pkg.mod.name`, `crate::a::name`; undefined when none does. */
export function importNaming(from: Importer, path: string, name: string): string | undefined {
  const naming = from.includes.filter((target) => NAMED.exec(target)?.[0] === name);
  return naming.find((target) => importOf({ ...from, includes: [target] }, path) !== undefined);
}

const NAMED = /[^.:/\\]+$/;

/** What each list of imports sees, since it is asked for every call of its file. */
const known = new WeakMap<readonly string[], (path: string) => string | undefined>();

function seenBy(from: Importer): (path: string) => string | undefined {
  const before = known.get(from.includes);
  if (before !== undefined) return before;
  const rule = importRuleOf(from.language)!;
  const whole = new Map<string, string>();
  const others = from.includes.flatMap((target) =>
    rule.ways(target, from.path, from.modules ?? NO_MODULES).flatMap((group) =>
      group.flatMap((way) => {
        if (way.isEnd === true || way.filesIn !== undefined) return [{ way, target }];
        if (!whole.has(way.path)) whole.set(way.path, target);
        return [];
      }),
    ),
  );
  const see = (path: string): string | undefined =>
    whole.get(path) ?? others.find(({ way }) => meets(way, path))?.target;
  known.set(from.includes, see);
  return see;
}
