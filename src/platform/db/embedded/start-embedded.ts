import { existsSync } from 'node:fs';
import { AppError } from '../../../kernel/errors.ts';
import type { Log } from '../../log/create-log.ts';
import { APP_ROLE, OWNER_ROLE, WORKER_ROLE } from '../roles.ts';
import type { DatabaseTarget } from '../types.ts';
import { bootstrapCluster, EMBEDDED_DATABASE } from './bootstrap-cluster.ts';
import { findEngine } from './find-engine.ts';
import { holdLock } from './hold-lock.ts';
import { layoutOf, type HomeLayout } from './home-layout.ts';
import { initialiseData } from './initialise-data.ts';
import { keepServerUp } from './keep-server-up.ts';
import { awaitReady, awaitStopped, startPostmaster, stopPostmaster } from './postmaster.ts';
import { findPostmaster, isPostmaster, type PostmasterFile } from './postmaster-file.ts';
import { refuseForeignServer } from './refuse-foreign-server.ts';
import { homeUnusable, prepareHome } from './prepare-home.ts';
import { chooseRunAs, type RunAs } from './run-as.ts';
import { chooseSocketFolder, removeSocketFolder } from './socket-folder.ts';
import { hasUsers, registerUser } from './user-registry.ts';
import { endWatchdog, ensureWatchdog } from './watchdog.ts';

export interface EmbeddedOptions {
  /** `KEELSON_HOME`; the database lies in its folder `postgres`. */
  home: string;
  /** Told what takes time (a database being created); silent when not given. */
  log?: (line: string) => void;
  /** Given, a server that dies is started again for as long as this process uses it, and this log says so. */
  supervise?: Log;
}

/** A running server this process is registered with as a user. */
export interface EmbeddedServer {
  target: DatabaseTarget;
  /** True when the server was running already. */
  attached: boolean;
  pid: number;
  /** e.g. `18.4`. */
  version: string;
  /** Leaves; the last process to leave stops the server. */
  stop(): Promise<void>;
}

/**
 * Starts the embedded PostgreSQL of a home, or attaches to it where another process has. When every process that
 * uses it is gone, by `stop` or by any death, the server stops.
 *
 * Errors (kind `unavailable`): `database_engine_missing`, `database_home_unreachable`,
 * `database_home_unusable`, `database_version_mismatch`, `database_start_failed` and others of that prefix.
 */
export async function startEmbedded(options: EmbeddedOptions): Promise<EmbeddedServer> {
  const layout = layoutOf(options.home);
  const as = chooseRunAs(layout.data);
  prepareHome(layout, as);
  try {
    const server = await holdLock(layout.locks, () => useServer(layout, as, options.log));
    return options.supervise === undefined ? server : supervise(server, layout, as, options.supervise);
  } catch (error) {
    throw isFileError(error) ? homeUnusable(layout, error) : error;
  }
}

async function useServer(
  layout: HomeLayout,
  as: RunAs,
  log: EmbeddedOptions['log'],
): Promise<EmbeddedServer> {
  const leave = registerUser(layout.users);
  try {
    const { socketFolder, ...server } = await attachOrStart(layout, as, log);
    return { ...server, target: targetOf(socketFolder), stop: once(() => stopUsing(layout, as, leave)) };
  } catch (error) {
    leave();
    if (!hasUsers(layout.users)) await stopServer(layout, as);
    throw error;
  }
}

/** This process stays registered while the server is gone: whoever starts it, it is not stopped for want of users. */
function supervise(server: EmbeddedServer, layout: HomeLayout, as: RunAs, log: Log): EmbeddedServer {
  const endSupervision = keepServerUp({
    isUp: () => findPostmaster(layout.data) !== undefined,
    bringUp: () => holdLock(layout.locks, () => restart(layout, as)),
    log,
  });
  const stop = async (): Promise<void> => {
    await endSupervision();
    await server.stop();
  };
  return { ...server, stop: once(stop) };
}

/** Never with a new, empty database: whoever is connected expects tables. */
async function restart(layout: HomeLayout, as: RunAs): Promise<Running & { attached: boolean }> {
  if (!existsSync(layout.data)) {
    throw new AppError(
      'unavailable',
      'database_folder_missing',
      `The database's folder ${layout.data} is gone; restore it, or end Keelson and start it to begin with an empty one`,
    );
  }
  return attachOrStart(layout, as, undefined);
}

/** Errors of Node's file calls that a full or closed disk causes. */
const FILE_ERRORS = new Set(['ENOSPC', 'EDQUOT', 'EROFS', 'EACCES', 'EPERM', 'EIO', 'ENOTDIR', 'EISDIR']);

function isFileError(error: unknown): boolean {
  return error instanceof Error && 'code' in error && FILE_ERRORS.has(String(error.code));
}

/**
 * Registers this process as a user without starting anything: a server that others start stays up until the
 * returned function is called, which stops it when nobody else uses it.
 */
export function keepServer(home: string): () => Promise<void> {
  const layout = layoutOf(home);
  const as = chooseRunAs(layout.data);
  prepareHome(layout, as);
  const leave = registerUser(layout.users);
  return once(() => stopUsing(layout, as, leave));
}

interface Running {
  pid: number;
  socketFolder: string;
}

async function attachOrStart(
  layout: HomeLayout,
  as: RunAs,
  log: EmbeddedOptions['log'],
): Promise<Running & { attached: boolean; version: string }> {
  for (;;) {
    const found = findPostmaster(layout.data);
    try {
      const running = found ? await attach(layout, found) : undefined;
      const server = running ?? (await startNew(layout, as, log));
      const version = await bootstrapCluster(server.socketFolder);
      return { ...server, version, attached: running !== undefined };
    } catch (error) {
      // It was dying when we found it: now it is gone, and we start another.
      if (!found || isPostmaster(found.pid, layout.data)) throw error;
    }
  }
}

async function attach(layout: HomeLayout, found: PostmasterFile): Promise<Running | undefined> {
  if (found.status === 'stopping') {
    await awaitStopped(layout, found.pid);
    return undefined;
  }
  ensureWatchdog(layout, found.pid);
  return { pid: found.pid, socketFolder: await awaitReady(layout, found.pid) };
}

async function startNew(layout: HomeLayout, as: RunAs, log: EmbeddedOptions['log']): Promise<Running> {
  await refuseForeignServer(layout);
  const engine = await findEngine(layout, as);
  await initialiseData(layout, engine, as, log ?? (() => undefined));
  const socketFolder = chooseSocketFolder(layout, as);
  return { pid: await startPostmaster(layout, engine, as, socketFolder), socketFolder };
}

async function stopUsing(layout: HomeLayout, as: RunAs, leave: () => void): Promise<void> {
  await holdLock(layout.locks, async () => {
    leave();
    if (!hasUsers(layout.users)) await stopServer(layout, as);
  });
}

async function stopServer(layout: HomeLayout, as: RunAs): Promise<void> {
  await stopPostmaster(layout);
  endWatchdog(layout);
  removeSocketFolder(layout, as);
}

function targetOf(socketFolder: string): DatabaseTarget {
  return {
    host: socketFolder,
    port: 5432,
    database: EMBEDDED_DATABASE,
    roles: { app: { user: APP_ROLE }, worker: { user: WORKER_ROLE }, owner: { user: OWNER_ROLE } },
  };
}

function once(work: () => Promise<void>): () => Promise<void> {
  let result: Promise<void> | undefined;
  return () => (result ??= work());
}
