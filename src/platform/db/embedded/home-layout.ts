import { realpathSync } from 'node:fs';
import path from 'node:path';

/** Where things lie in `<home>/postgres`. */
export interface HomeLayout {
  home: string;
  /** `<home>/postgres`, private to the user the server runs as. */
  root: string;
  /** The cluster. */
  data: string;
  /** One file a process that uses the server; the name is its mark. */
  users: string;
  /** One file a process that starts or stops the server; see hold-lock.ts. */
  locks: string;
  logs: string;
  log: string;
  /** Preferred folder of the socket. */
  socket: string;
  /** Holds the path of the socket folder when the preferred path was too long. */
  socketRecord: string;
  /** Holds the mark of the watchdog. */
  watchdog: string;
}

/** The same home gives the same paths, by whatever symbolic links it is named: processes find each other by them. */
export function layoutOf(home: string): HomeLayout {
  const absolute = withoutLinks(path.resolve(home));
  const root = path.join(absolute, 'postgres');
  return {
    home: absolute,
    root,
    data: path.join(root, 'data'),
    users: path.join(root, 'users'),
    locks: path.join(root, 'locks'),
    logs: path.join(root, 'log'),
    log: path.join(root, 'log', 'postgres.log'),
    socket: path.join(root, 'socket'),
    socketRecord: path.join(root, 'socket-folder'),
    watchdog: path.join(root, 'watchdog'),
  };
}

function withoutLinks(target: string): string {
  try {
    return realpathSync(target);
  } catch {
    const parent = path.dirname(target);
    return parent === target ? target : path.join(withoutLinks(parent), path.basename(target));
  }
}
