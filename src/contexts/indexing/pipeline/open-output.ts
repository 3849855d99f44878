import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { AppError } from '../../../kernel/errors.ts';
import { isLock, lockFolder } from '../../../platform/files/lock-folder.ts';
import { isTemporaryName } from '../../../platform/files/write-atomic.ts';
import { explainOutputError } from './output-errors.ts';

/** An output folder that this run alone writes to. */
export interface Output {
  folder: string;
  /** Removes what this run was writing, and lets others in. */
  close(): Promise<void>;
}

const LOCK_FILE = '.keelson-lock';

/**
 * Makes and locks the output folder, and removes what runs that died were writing.
 * @throws AppError `output_busy` while another run writes to it; `output_not_writable`, `disk_full` …
 */
export async function openOutput(folder: string): Promise<Output> {
  try {
    mkdirSync(folder, { recursive: true });
    const lock = await lockFolder(folder, LOCK_FILE);
    if (!isLock(lock)) {
      throw new AppError(
        'conflict',
        'output_busy',
        `Another run (process ${lock.pid} on ${lock.host}) is writing to ${folder}; wait for it, or name another folder`,
        { extra: { pid: lock.pid, host: lock.host } },
      );
    }
    removeTemporaries(folder);
    return {
      folder,
      async close() {
        removeTemporaries(folder);
        await lock.release();
      },
    };
  } catch (error) {
    throw explainOutputError(error, folder);
  }
}

function removeTemporaries(folder: string): void {
  for (const name of readdirSync(folder)) {
    if (isTemporaryName(name)) rmSync(path.join(folder, name), { force: true });
  }
}
