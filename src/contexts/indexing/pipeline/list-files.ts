import { lstatSync, realpathSync, statSync } from 'node:fs';
import { AppError } from '../../../kernel/errors.ts';
import type { SourceFile } from '../domain/source-file.ts';
import { listGit } from './list-git.ts';
import { createPathCollector, type FileList, type PathCollector } from './listed-files.ts';
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
  const { paths, skipped, unknown } = collect;
  const folder = options.subsystem && `${options.subsystem.replace(/\/+$/, '')}/`;
  const wanted = folder ? paths.filter((path) => path.startsWith(folder)) : paths;
  const files: SourceFile[] = [];
  for (const path of wanted) {
    const file = statFile(root, path, collect, options.maxFileBytes);
    if (file) files.push(file);
  }
  return { files, skipped, unknown };
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
  const [kind, name, text] =
    code === 'ENOENT' || code === 'ENOTDIR'
      ? (['not_found', 'folder_not_found', `There is no folder ${folder}`] as const)
      : code === 'ELOOP'
        ? (['invalid', 'folder_unreadable', `${folder} is a link that leads in a circle`] as const)
        : ([
            'forbidden',
            'folder_unreadable',
            `${folder} cannot be read: ${(error as Error).message}`,
          ] as const);
  return new AppError(kind, name, text, { cause: error });
}
