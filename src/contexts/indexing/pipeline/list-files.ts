import { lstatSync, realpathSync, statSync } from 'node:fs';
import { AppError, messageOf } from '../../../kernel/errors.ts';
import { languageOfScript, SCRIPT_HEAD_BYTES } from '../domain/languages.ts';
import type { SkipReason, SourceFile } from '../domain/source-file.ts';
import { listGit } from './list-git.ts';
import { createPathCollector, type FileList, type PathCollector } from './listed-files.ts';
import { readSource } from './read-source.ts';
import type { PathStat } from './stat-file.ts';
import { createPathStats, type PathStats, type StatHelpers } from './stat-paths.ts';
import { walkFolder } from './walk-folder.ts';

export interface ListOptions {
  /** Only files below this folder of the tree. */
  subsystem?: string;
  /** Larger files are counted and left out. */
  maxFileBytes: number;
  /** Threads that look at files meanwhile. */
  helpers?: StatHelpers;
  signal: AbortSignal;
}

/**
 * Lists the source files of a folder with their sizes and times.
 * @param root What {@link resolveFolder} returned.
 */
export async function listFiles(root: string, options: ListOptions): Promise<FileList> {
  const folder = options.subsystem && `${options.subsystem.replace(/^(?:\.?\/+)+|\/+$/g, '')}/`;
  const isWanted = (path: string): boolean => !folder || path.startsWith(folder);
  const fromGit = createPathCollector();
  if (await listGit(root, fromGit, options.signal)) {
    return { source: 'git', ...finishGit(root, fromGit, isWanted, options) };
  }
  const stats = createPathStats(root, options.helpers);
  const walked = createPathCollector((path) => {
    if (isWanted(path)) stats.add(path);
  });
  walkFolder(root, walked);
  return { source: 'walk', ...finish(root, walked, isWanted, stats, options) };
}

function finishGit(
  root: string,
  collect: PathCollector,
  isWanted: (path: string) => boolean,
  options: ListOptions,
): Omit<FileList, 'source'> {
  const isInside = createFolderCheck(root);
  const stats = createPathStats(root, options.helpers);
  const isReal = (path: string): boolean => {
    if (!isWanted(path)) return false;
    if (isInside(path)) return true;
    collect.skip('symlink');
    return false;
  };
  const paths = collect.paths.filter(isReal);
  for (const path of paths) stats.add(path);
  const scripts = collect.scripts.filter(isReal);
  return finish(root, { ...collect, paths, scripts }, () => true, stats, options);
}

function finish(
  root: string,
  collect: PathCollector,
  isWanted: (path: string) => boolean,
  stats: PathStats,
  { maxFileBytes }: ListOptions,
): Omit<FileList, 'source'> {
  const paths = collect.paths.filter(isWanted);
  const scripts = collect.scripts.filter(isWanted);
  for (const path of scripts) stats.add(path);
  const found = stats.finish();
  const files: SourceFile[] = [];
  for (const [at, stat] of found.entries()) {
    const path = paths[at] ?? scripts[at - paths.length]!;
    const reason = skipReason(stat, maxFileBytes);
    if (reason !== undefined) collect.skip(reason);
    if (reason !== undefined || stat.kind !== 'file') continue;
    const file = { path, size: stat.size, mtimeMs: stat.mtimeMs };
    const script = at < paths.length ? undefined : scriptLanguage(root, path, collect);
    if (script !== undefined) files.push({ ...file, script });
    else if (at < paths.length) files.push(file);
  }
  const { skipped, unknown } = collect;
  return { files, skipped, unknown };
}

/** Why what was found is no source; undefined also for what is gone: git still lists a file whose end is not committed. */
function skipReason({ kind, size }: PathStat, maxFileBytes: number): SkipReason | undefined {
  switch (kind) {
    case 'file':
      return size <= maxFileBytes ? undefined : 'too_large';
    case 'gone':
      return undefined;
    case 'folder':
      return 'submodule';
    case 'other':
      return 'not_regular';
    default:
      return kind;
  }
}

/** The known language whose interpreter the first line of a file names; counts the file if there is none. */
function scriptLanguage(root: string, path: string, collect: PathCollector): string | undefined {
  const head = new Uint8Array(SCRIPT_HEAD_BYTES);
  const length = readSource(`${root}/${path}`, head);
  if (typeof length === 'string') {
    collect.skip(length);
    return undefined;
  }
  const language = languageOfScript(head.subarray(0, length));
  if (language === undefined) collect.skipUnknown(path);
  return language;
}

/**
 * Tells whether no folder on the way to a file is a link. A walk enters none; git still lists what was below a folder
 * that has been replaced by a link, which may lead anywhere.
 */
function createFolderCheck(root: string): (path: string) => boolean {
  const known = new Map<string, boolean>();
  const isReal = (folder: string): boolean => {
    const before = known.get(folder);
    if (before !== undefined) return before;
    const parent = folder.lastIndexOf('/');
    const real =
      (parent < 0 || isReal(folder.slice(0, parent))) &&
      !lstatSync(`${root}/${folder}`, { throwIfNoEntry: false })?.isSymbolicLink();
    known.set(folder, real);
    return real;
  };
  return (path) => {
    const end = path.lastIndexOf('/');
    return end < 0 || isReal(path.slice(0, end));
  };
}

/**
 * The real path of a folder that can be listed.
 * @throws AppError `folder_not_found`, `not_a_folder` or `folder_unreadable`.
 */
export function resolveFolder(folder: string): string {
  try {
    const root = realpathSync(folder);
    if (!statSync(root).isDirectory()) {
      throw new AppError(
        'invalid',
        'not_a_folder',
        `${folder} is a file; name the folder that holds the code`,
      );
    }
    return root;
  } catch (error) {
    throw error instanceof AppError ? error : unreachable(folder, error);
  }
}

function unreachable(folder: string, error: unknown): AppError {
  const { code } = error as NodeJS.ErrnoException;
  const detail = { cause: error };
  if (code === 'ENOENT' || code === 'ENOTDIR') {
    return new AppError('not_found', 'folder_not_found', `There is no folder ${folder}`, detail);
  }
  if (code === 'ELOOP') {
    return new AppError('invalid', 'folder_unreadable', `${folder} is a link that leads in a circle`, detail);
  }
  const kind = code === 'EACCES' || code === 'EPERM' ? 'forbidden' : 'invalid';
  return new AppError(kind, 'folder_unreadable', `${folder} cannot be read: ${messageOf(error)}`, detail);
}
