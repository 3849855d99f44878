import { mkdir, readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { isMarkAlive, newProcessMark } from '../../../platform/processes/process-identity.ts';

/** A folder for files that are not needed for long. */
export interface ScratchFolder {
  path: string;
  remove: () => Promise<void>;
}

/** Makes a folder of this process's own below the data folder, and removes those of processes that were killed. */
export async function makeScratchFolder(home: string): Promise<ScratchFolder> {
  const all = path.join(home, 'scratch');
  await mkdir(all, { recursive: true, mode: 0o700 });
  for (const name of await readdir(all)) {
    if (!isMarkAlive(name)) await rm(path.join(all, name), { recursive: true, force: true });
  }
  const own = path.join(all, newProcessMark());
  await mkdir(own);
  return { path: own, remove: () => rm(own, { recursive: true, force: true }) };
}
