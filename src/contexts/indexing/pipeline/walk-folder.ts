import { isUtf8 } from 'node:buffer';
import { readdirSync, readFileSync, type Dirent } from 'node:fs';
import { isVendoredFolder } from '../domain/skip-rules.ts';
import { createIgnoreRules, type IgnoreRules } from './ignore-rules.ts';
import type { PathCollector } from './listed-files.ts';

/** The rules of a folder and, behind it, of the folders around it. */
interface Scope {
  rules: IgnoreRules;
  /** Length of the folder's path with its `/`: what to cut off a path before asking. */
  prefix: number;
  outer: Scope | undefined;
}

/**
 * Walks a folder, honouring every .gitignore below and in it. Links are not followed, so a loop of them cannot be
 * entered. Other repositories inside (submodules and such) are left out.
 */
export function walkFolder(root: string, collect: PathCollector): void {
  visit('', undefined);

  function visit(folder: string, outer: Scope | undefined): void {
    const entries = readFolder(`${root}/${folder}`, collect);
    if (!entries) return;
    if (folder !== '' && entries.some(({ name }) => name === '.git')) {
      collect.skip('submodule');
      return;
    }
    const scope = scopeOf(root, folder, entries, outer);
    for (const entry of entries) {
      const path = folder + entry.name;
      if (entry.isDirectory()) {
        if (isVendoredFolder(entry.name)) collect.skip('vendored');
        else if (!isIgnored(`${path}/`, scope)) visit(`${path}/`, reopened(`${path}/`, scope));
      } else if (entry.isFile()) {
        if (!isIgnored(path, scope)) collect.offer(path);
      } else if (!isIgnored(path, scope)) collect.skip(entry.isSymbolicLink() ? 'symlink' : 'not_regular');
    }
  }
}

function scopeOf(
  root: string,
  folder: string,
  entries: readonly Dirent[],
  outer: Scope | undefined,
): Scope | undefined {
  if (!entries.some((entry) => entry.name === '.gitignore' && entry.isFile())) return outer;
  const rules = readRules(`${root}/${folder}.gitignore`);
  if (!rules || (folder === '' && ignoresAll(entries, rules))) return outer;
  return { rules, prefix: folder.length, outer };
}

/**
 * A .gitignore at the top that leaves nothing at all was written for another layout (Debian's kernel source says
 * `/*`); following it would index nothing of the folder that was asked for.
 */
function ignoresAll(entries: readonly Dirent[], rules: IgnoreRules): boolean {
  const own = entries.filter(({ name }) => !name.startsWith('.'));
  return (
    own.length > 0 &&
    own.every((entry) => rules.decide(entry.isDirectory() ? `${entry.name}/` : entry.name) === 'ignored')
  );
}

function isIgnored(path: string, innermost: Scope | undefined): boolean {
  for (let scope = innermost; scope; scope = scope.outer) {
    const verdict = scope.rules.decide(path.slice(scope.prefix));
    if (verdict) return verdict === 'ignored';
  }
  return false;
}

/** The scopes as seen from inside `folder`, which is not ignored: an outer scope may still ignore it by itself. */
function reopened(folder: string, scope: Scope | undefined): Scope | undefined {
  if (!scope) return undefined;
  const outer = reopened(folder, scope.outer);
  const path = folder.slice(scope.prefix);
  if (scope.rules.decide(path) === 'ignored') return { ...scope, rules: scope.rules.reopen(path), outer };
  return outer === scope.outer ? scope : { ...scope, outer };
}

function readRules(path: string): IgnoreRules | undefined {
  try {
    return createIgnoreRules(readFileSync(path, 'utf8'));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === undefined) throw error;
    return undefined; // A .gitignore that cannot be read says nothing, as with git.
  }
}

/** Entries of a folder whose names are UTF-8; undefined when it cannot be read. Both are counted. */
function readFolder(path: string, collect: PathCollector): Dirent[] | undefined {
  try {
    const entries = readdirSync(path, { withFileTypes: true });
    // Bytes that are no UTF-8 arrive as U+FFFD; only then is the slower look at the bytes themselves needed.
    if (!entries.some(({ name }) => name.includes('\ufffd'))) return entries;
    const names = readdirSync(path, { encoding: 'buffer' }).filter((name) => isUtf8(name));
    const good = new Set(names.map((name) => name.toString('utf8')));
    const kept = entries.filter(({ name }) => good.delete(name));
    collect.skip('bad_name', entries.length - kept.length);
    return kept;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    collect.skip(code === 'ENOENT' ? 'vanished' : 'unreadable');
    return undefined;
  }
}
