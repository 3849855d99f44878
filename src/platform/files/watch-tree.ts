import { lstatSync, readdirSync, watch, type FSWatcher } from 'node:fs';
import path from 'node:path';
import { AppError } from '../../kernel/errors.ts';

export interface WatchTreeOptions {
  /** Such folders, told by their names and whole paths, are neither entered nor watched. */
  skipFolder: (name: string, folder: string) => boolean;
  /** Whether a change of a file of this name matters. */
  isOfInterest: (name: string) => boolean;
  /** Something has changed; which file is not said, since the system may lose or merge events. */
  onChange: () => void;
  /** No more changes will be seen; the watch is closed. */
  onError: (error: AppError) => void;
}

/**
 * Watches a folder and all below it until the returned function is called. Every folder has a watch of its own:
 * `recursive` on Linux watches every file as well, which takes a Linux kernel 80,000 watches in place of 5,000.
 * @throws AppError `watch_limit` when the system allows no more watches, `watch_failed`
 */
export function watchTree(root: string, options: WatchTreeOptions): () => void {
  const watchers = new Map<string, FSWatcher>();
  const close = (): void => {
    for (const watcher of watchers.values()) watcher.close();
    watchers.clear();
  };
  const fail = (error: unknown): void => {
    close();
    options.onError(toWatchError(error, root));
  };

  function add(folder: string): void {
    if (watchers.has(folder)) return;
    let watcher: FSWatcher;
    try {
      watcher = watch(folder, { persistent: true }, (event, name) => see(folder, event, name));
    } catch (error) {
      if (isGone(error) && folder !== root) return;
      throw toWatchError(error, root);
    }
    watchers.set(folder, watcher);
    watcher.on('error', (error) => {
      if (isGone(error)) forget(folder);
      else fail(error);
    });
    for (const name of foldersIn(folder)) {
      const child = path.join(folder, name);
      if (!options.skipFolder(name, child)) add(child);
    }
  }

  function see(folder: string, event: string, name: string | null): void {
    if (!watchers.has(folder)) return;
    const child = path.join(folder, name ?? '');
    if (name !== null && options.skipFolder(name, child)) return;
    const isFolder = event === 'rename' && name !== null && renew(child);
    if (name === null || isFolder || options.isOfInterest(name)) options.onChange();
  }

  /** Watches anew what may be a new folder under an old name, or gone; answers whether it is or was a folder. */
  function renew(child: string): boolean {
    const was = watchers.has(child);
    if (was) forget(child);
    const is = lstatSync(child, { throwIfNoEntry: false })?.isDirectory() === true;
    try {
      if (is) add(child);
    } catch (error) {
      fail(error);
    }
    return was || is;
  }

  function forget(folder: string): void {
    for (const [watched, watcher] of watchers) {
      if (watched !== folder && !watched.startsWith(folder + path.sep)) continue;
      watcher.close();
      watchers.delete(watched);
    }
  }

  try {
    add(root);
  } catch (error) {
    close();
    throw error;
  }
  return close;
}

/** Names of the folders in a folder; links to folders are not followed. */
function foldersIn(folder: string): string[] {
  try {
    return readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === undefined) throw error;
    return []; // Gone or closed to us: there is nothing to see in it.
  }
}

function isGone(error: unknown): boolean {
  return ['ENOENT', 'ENOTDIR', 'EACCES', 'EPERM'].includes((error as NodeJS.ErrnoException).code ?? '');
}

function toWatchError(error: unknown, root: string): AppError {
  if (error instanceof AppError) return error;
  const { code } = error as NodeJS.ErrnoException;
  const limited = code === 'ENOSPC' || code === 'EMFILE';
  return new AppError(
    'unavailable',
    limited ? 'watch_limit' : 'watch_failed',
    limited
      ? `The system allows no more watches for ${root}; raise fs.inotify.max_user_watches (and max_user_instances), or index without --watch`
      : `${root} can no longer be watched (${code ?? 'unknown error'}); start the command again`,
    { cause: error },
  );
}
