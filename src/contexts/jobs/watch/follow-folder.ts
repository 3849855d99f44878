import { setTimeout as sleep } from 'node:timers/promises';
import { AppError, messageOf } from '../../../kernel/errors.ts';
import type { Log } from '../../../platform/log/create-log.ts';
import { runWhenQuiet } from '../../../platform/run-when-quiet.ts';
import type { FolderWatch } from '../store/folder-watches.ts';

/** Watches a folder until the returned function is called; throws when it cannot. */
export type WatchFolder = (
  folder: string,
  watch: { onChange: () => void; onError: (error: AppError) => void },
) => () => void;

/** A folder that is followed. */
export interface FollowedFolder {
  end(): Promise<void>;
}

export interface FollowFolderOptions {
  log: Log;
  watchFolder: WatchFolder;
  submit: (watch: FolderWatch) => Promise<void>;
  /** The folder can be followed no more. */
  onError: (error: AppError) => void;
}

/** While something writes without a pause, a run is queued after so many times the quiet that is waited for. */
const LONGEST_QUIETS = 10;
/** Pause before a run that could not be queued is queued again. */
const AGAIN_MS = 1000;

/**
 * Queues a run of the folder for each burst of changes, and one at the beginning: what changed while nobody looked has
 * had no event. A run that is refused because one is under way is queued after it: that one may have read the file
 * before it changed.
 */
export function followFolder(watch: FolderWatch, options: FollowFolderOptions): FollowedFolder {
  const { log, submit } = options;
  const quietMs = watch.debounce_seconds * 1000;
  const ended = new AbortController();

  const queue = async (): Promise<void> => {
    for (;;) {
      try {
        await submit(watch);
        return;
      } catch (error) {
        if (!maySucceedLater(error)) {
          log.warn(
            { tenant: watch.tenant_id, why: messageOf(error) },
            'Changes of a followed folder were not queued',
          );
          return;
        }
        // Nothing but the end of the following cuts it short.
        await sleep(AGAIN_MS, undefined, { signal: ended.signal }).catch(() => undefined);
        if (ended.signal.aborted) return;
      }
    }
  };
  const runs = runWhenQuiet(queue, { quietMs, longestMs: quietMs * LONGEST_QUIETS });
  const close = options.watchFolder(watch.folder_path, {
    onChange: () => runs.call(),
    onError: options.onError,
  });
  runs.call();
  return {
    async end() {
      close();
      ended.abort();
      await runs.stop();
    },
  };
}

function maySucceedLater(error: unknown): boolean {
  return error instanceof AppError && (error.code === 'already_queued' || error.kind === 'unavailable');
}
