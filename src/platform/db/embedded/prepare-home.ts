import { chmodSync, chownSync, lstatSync, mkdirSync, readdirSync } from 'node:fs';
import { AppError, messageOf } from '../../../kernel/errors.ts';
import type { HomeLayout } from './home-layout.ts';
import { findUnreachable, type RunAs } from './run-as.ts';

/** Creates the folders of a home, private to the server's user, or says which folder is in the way. */
export function prepareHome(layout: HomeLayout, as: RunAs): void {
  try {
    makeHome(layout, as);
    for (const folder of [layout.root, layout.users, layout.locks, layout.logs, layout.socket]) {
      ownFolder(folder, as);
    }
  } catch (error) {
    throw error instanceof AppError ? error : homeUnusable(layout, error);
  }
}

/** What a failed file operation in a home (full disk, no right, no folder) means to whoever starts Keelson. */
export function homeUnusable(layout: HomeLayout, error: unknown): AppError {
  return new AppError(
    'unavailable',
    'database_home_unusable',
    `Cannot keep a database in ${layout.root}: ${messageOf(error)}. ` +
      'Make the folder writable and see that its disk has room, or choose another one with KEELSON_HOME',
    { cause: error },
  );
}

function makeHome(layout: HomeLayout, as: RunAs): void {
  mkdirSync(layout.home, { recursive: true, mode: as.uid === undefined ? 0o700 : 0o711 });
  // An empty home was made for us (a fresh temporary folder, say): the server's user may pass through it.
  const closed = findUnreachable(layout.home, as);
  if (closed === layout.home && readdirSync(layout.home).length === 0) chmodSync(layout.home, 0o711);
  const blocked = findUnreachable(layout.home, as);
  if (blocked === undefined) return;
  throw new AppError(
    'unavailable',
    'database_home_unreachable',
    `Keelson runs as root and PostgreSQL must not: its user (uid ${as.uid}) cannot enter ${blocked}. ` +
      `Set KEELSON_HOME to a folder outside it, such as /var/lib/keelson, or allow passing through: chmod o+x ${blocked}`,
  );
}

/** Makes a folder of ours with mode 0700 and the right owner. A symbolic link in its place is refused. */
export function ownFolder(folder: string, as: RunAs): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const stats = lstatSync(folder);
  if (!stats.isDirectory()) throw new Error(`${folder} is not a folder`);
  if (as.uid !== undefined && as.gid !== undefined && stats.uid !== as.uid) {
    chownSync(folder, as.uid, as.gid);
  }
  if (as.uid === undefined && process.getuid && stats.uid !== process.getuid()) {
    throw new Error(`${folder} belongs to uid ${stats.uid}, this process runs as uid ${process.getuid()}`);
  }
}
