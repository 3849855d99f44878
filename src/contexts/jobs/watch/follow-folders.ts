import { messageOf } from '../../../kernel/errors.ts';
import type { Database } from '../../../platform/db/types.ts';
import type { Log } from '../../../platform/log/create-log.ts';
import { findWatches, holdWatch, releaseWatch, type FolderWatch } from '../store/folder-watches.ts';
import { repeat } from '../worker/repeat.ts';
import { followFolder, type FollowedFolder, type WatchFolder } from './follow-folder.ts';

export interface FollowFoldersOptions {
  database: Database;
  log: Log;
  /** Names who follows; no two that run at once have the same. */
  owner: string;
  /** Reports changes of a folder until the returned function is called. */
  watchFolder: WatchFolder;
  /** Queues an incremental run of the folder. */
  submit: (watch: FolderWatch) => Promise<void>;
  /** Whether this machine has the folder; every folder when not given. */
  serves?: (folder: string) => boolean;
  /** Time between two looks at what is to be followed; 1000 when not given. */
  lookMs?: number;
  /** A folder whose worker is silent for so long is taken over; 30 when not given. */
  holdSeconds?: number;
}

/** How long a folder that could not be followed is left alone. */
const PAUSE_MS = 30_000;

/**
 * Follows the folders that are asked for, until the returned function is called: each by one worker, another of which
 * takes over when that one has gone.
 */
export function followFolders(options: FollowFoldersOptions): () => Promise<void> {
  const { database, log, owner, holdSeconds = 30 } = options;
  const followed = new Map<string, { folder: FollowedFolder; watch: FolderWatch; heldAt: number }>();
  const paused = new Map<string, number>();

  const begin = async (watch: FolderWatch): Promise<void> => {
    const key = keyOf(watch);
    const fail = (error: unknown): void => {
      paused.set(key, performance.now() + PAUSE_MS);
      log.warn(
        { tenant: watch.tenant_id, why: messageOf(error) },
        'A folder cannot be followed; trying again later',
      );
      void drop(key, messageOf(error));
    };
    try {
      const folder = followFolder(watch, { ...options, onError: fail });
      followed.set(key, { folder, watch, heldAt: performance.now() });
      log.info({ tenant: watch.tenant_id }, 'A folder is followed');
    } catch (error) {
      fail(error);
      await release(watch, messageOf(error));
    }
  };
  const drop = async (key: string, problem: string | null): Promise<void> => {
    const one = followed.get(key);
    if (one === undefined) return;
    followed.delete(key);
    await one.folder.end();
    await release(one.watch, problem);
  };
  const release = async (watch: FolderWatch, problem: string | null): Promise<void> => {
    try {
      await database.tenant(watch.tenant_id, (tx) => releaseWatch(tx, watch, owner, problem));
    } catch (error) {
      log.warn({ why: messageOf(error) }, 'A followed folder was not let go of; its time runs out by itself');
    }
  };
  const hold = (watch: FolderWatch) =>
    database.tenant(watch.tenant_id, (tx) => holdWatch(tx, watch, owner, holdSeconds));

  const keep = async (watch: FolderWatch): Promise<void> => {
    const key = keyOf(watch);
    const mine = followed.get(key);
    if (mine !== undefined && mine.watch.created_at.getTime() !== watch.created_at.getTime()) {
      await drop(key, null);
      await keep(watch);
    } else if (mine === undefined) {
      const free = watch.followed_by === null && (paused.get(key) ?? 0) <= performance.now();
      if (free && (await hold(watch))) await begin(watch);
    } else if (performance.now() - mine.heldAt > (holdSeconds * 1000) / 3) {
      if (await hold(watch)) mine.heldAt = performance.now();
      else await drop(key, null);
    }
  };

  const look = async (): Promise<void> => {
    const { serves = () => true } = options;
    const wanted = (await database.worker(findWatches)).filter((watch) => serves(watch.folder_path));
    const keys = new Set(wanted.map(keyOf));
    for (const key of followed.keys()) if (!keys.has(key)) await drop(key, null);
    for (const watch of wanted) await keep(watch);
  };

  const repetition = repeat(look, options.lookMs ?? 1000, log);
  return async () => {
    await repetition.end();
    await Promise.all([...followed.keys()].map((key) => drop(key, null)));
  };
}

function keyOf({ tenant_id: tenant, folder_path: folder }: FolderWatch): string {
  return `${tenant} ${folder}`;
}
