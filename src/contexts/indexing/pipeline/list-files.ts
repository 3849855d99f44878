import { lstatSync, realpathSync, statSync } from 'node:fs';
import { AppError, messageOf } from '../../../kernel/errors.ts';
import { languageOfScript, SCRIPT_HEAD_BYTES } from '../domain/languages.ts';
import type { SourceFile } from '../domain/source-file.ts';
import { listGit } from './list-git.ts';
import { createPathCollector, type FileList, type PathCollector } from './listed-files.ts';
import { readSource } from './read-source.ts';
import { walkFolder } from './walk-folder.ts';

export interface ListOptions {
  /** Only files below this folder of the tree. */
  subsystem?: string;
  /** Larger files are counted and left out. */
  maxFileBytes: number;
  signal: AbortSignal;
}

/**
 * Lists the source files of a folder with their sizes and times.
 * @param root What {@link resolveFolder} returned.
 */
export async function listFiles(root: string, options: ListOptions): Promise<FileList> {
  const fromGit = createPathCollector();
  if (await listGit(root, fromGit, options.signal)) {
    return { source: 'git', ...finish(root, fromGit, options) };
  }
  const walked = createPathCollector();
  walkFolder(root, walked);
  return { source: 'walk', ...finish(root, walked, options) };
}

function finish(root: string, collect: PathCollector, options: ListOptions): Omit<FileList, 'source'> {
  const { paths, scripts, skipped, unknown } = collect;
  const folder = options.subsystem && `${options.subsystem.replace(/^(?:\.?\/+)+|\/+$/g, '')}/`;
  const isWanted = (path: string): boolean => !folder || path.startsWith(folder);
  const isInside = createFolderCheck(root);
  const stat = (path: string): SourceFile | undefined => {
    if (isInside(path)) return statFile(root, path, collect, options.maxFileBytes);
    collect.skip('symlink');
    return undefined;
  };
  const isFile = (file: SourceFile | undefined): file is SourceFile => file !== undefined;
  const files = paths.filter(isWanted).map(stat).filter(isFile);
  for (const file of scripts.filter(isWanted).map(stat).filter(isFile)) {
    if (isScript(root, file, collect)) files.push(file);
  }
  return { files, skipped, unknown };
}

/** Whether the first line of a file names an interpreter of a known language; counts the file if not. */
function isScript(root: string, { path }: SourceFile, collect: PathCollector): boolean {
  const head = new Uint8Array(SCRIPT_HEAD_BYTES);
  const length = readSource(`${root}/${path}`, head);
  if (typeof length === 'string') collect.skip(length);
  else if (languageOfScript(head.subarray(0, length)) !== undefined) return true;
  else collect.skipUnknown(path);
  return false;
}

function statFile(
  root: string,
  path: string,
  collect: PathCollector,
  maxFileBytes: number,
): SourceFile | undefined {
  try {
    const stat = lstatSync(`${root}/${path}`, { throwIfNoEntry: false });
    if (!stat) return undefined; // git still lists what was deleted and not yet committed
    if (stat.isFile()) {
      if (stat.size <= maxFileBytes) return { path, size: stat.size, mtimeMs: stat.mtimeMs };
      collect.skip('too_large');
    } else if (stat.isSymbolicLink()) collect.skip('symlink');
    else collect.skip(stat.isDirectory() ? 'submodule' : 'not_regular');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === undefined) throw error;
    collect.skip('unreadable');
  }
  return undefined;
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
