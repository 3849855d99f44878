import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { AppError } from '../../../kernel/errors.ts';
import { isMarkAlive, newProcessMark } from '../../processes/process-identity.ts';

const PATIENCE_MS = 90_000;

/**
 * Runs `work` while no other process holds the lock of this folder.
 *
 * Each contender creates a file of its own, named by its mark, and then looks for others: whoever sees no other
 * living one holds the lock, whoever sees one withdraws and tries again after a random pause. Files of dead
 * processes count for nothing, so there is no stale lock to break and no race in breaking it. The watchdog
 * (watchdog.ts) plays by the same rules.
 */
export async function holdLock<Result>(folder: string, work: () => Promise<Result>): Promise<Result> {
  const mark = newProcessMark();
  const file = path.join(folder, mark);
  const deadline = Date.now() + PATIENCE_MS;
  while (!claim(folder, mark, file)) {
    if (Date.now() > deadline) {
      throw new AppError(
        'unavailable',
        'database_locked',
        `Another process has been starting or stopping the database for ${PATIENCE_MS / 1000} s ` +
          `(${livingOthers(folder, mark).join(', ')} in ${folder}); end that process and try again`,
      );
    }
    await sleep(5 + Math.random() * 45);
  }
  try {
    return await work();
  } finally {
    rmSync(file, { force: true });
  }
}

function claim(folder: string, mark: string, file: string): boolean {
  if (livingOthers(folder, mark).length > 0) return false;
  writeFileSync(file, '');
  if (livingOthers(folder, mark).length === 0) return true;
  rmSync(file, { force: true });
  return false;
}

function livingOthers(folder: string, mark: string): string[] {
  return readdirSync(folder).filter((name) => {
    if (name === mark) return false;
    if (isMarkAlive(name)) return true;
    rmSync(path.join(folder, name), { force: true });
    return false;
  });
}
