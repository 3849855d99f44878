import { lstatSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { AppError } from '../../../kernel/errors.ts';
import type { HomeLayout } from './home-layout.ts';
import { ownFolder } from './prepare-home.ts';
import { findUnreachable, type RunAs } from './run-as.ts';

/** Name PostgreSQL gives its socket. */
export const SOCKET_NAME = '.s.PGSQL.5432';

/** Bytes of a socket's path: 107 on Linux, 103 on macOS (`sun_path` less its NUL). */
const LIMIT = process.platform === 'darwin' ? 103 : 107;

/**
 * Chooses the folder of the socket: the home's own or, where its path is too long for a socket, a short private
 * one among the temporary files, remembered in the home.
 */
export function chooseSocketFolder(layout: HomeLayout, as: RunAs): string {
  if (fits(layout.socket)) return layout.socket;
  const recorded = readRecord(layout);
  if (recorded !== undefined && isPrivate(recorded, as)) return recorded;
  for (const parent of new Set([tmpdir(), '/tmp'])) {
    if (!fits(path.join(parent, 'keelson-XXXXXX')) || findUnreachable(parent, as) !== undefined) continue;
    const folder = mkdtempSync(path.join(parent, 'keelson-'));
    ownFolder(folder, as);
    rmSync(layout.socketRecord, { force: true });
    writeFileSync(layout.socketRecord, folder);
    return folder;
  }
  throw new AppError(
    'unavailable',
    'database_socket_path_too_long',
    `A socket's path has at most ${LIMIT} bytes: ${layout.socket} and ${tmpdir()} are both too long. ` +
      'Choose a shorter KEELSON_HOME or TMPDIR',
  );
}

/** Removes the folder among the temporary files, once the server has stopped. */
export function removeSocketFolder(layout: HomeLayout, as: RunAs): void {
  const recorded = readRecord(layout);
  if (recorded === undefined) return;
  if (isPrivate(recorded, as)) rmSync(recorded, { recursive: true, force: true });
  rmSync(layout.socketRecord, { force: true });
}

function fits(folder: string): boolean {
  return Buffer.byteLength(path.join(folder, SOCKET_NAME)) <= LIMIT;
}

function readRecord(layout: HomeLayout): string | undefined {
  try {
    return readFileSync(layout.socketRecord, 'utf8');
  } catch {
    return undefined;
  }
}

/** Anybody can make a folder of that name in /tmp: only one that is the server's own and closed will do. */
function isPrivate(folder: string, as: RunAs): boolean {
  const stats = lstatSync(folder, { throwIfNoEntry: false });
  return (
    stats !== undefined &&
    stats.isDirectory() &&
    stats.uid === (as.uid ?? process.getuid?.()) &&
    (stats.mode & 0o077) === 0 &&
    path.basename(folder).startsWith('keelson-')
  );
}
