import { realpath } from 'node:fs/promises';
import path from 'node:path';
import { settleSpelling } from './settle-spelling.ts';

/** Whether a path without symbolic links lies in one of the folders, or is one. A folder that cannot be resolved holds nothing. */
export async function isWithin(real: string, folders: readonly string[]): Promise<boolean> {
  for (const folder of folders) {
    const realFolder = await realpath(folder).then(
      (found) => settleSpelling(found),
      () => undefined,
    );
    if (realFolder === undefined) continue;
    const relative = path.relative(realFolder, real);
    if (relative !== '..' && !relative.startsWith(`..${path.sep}`) && !path.isAbsolute(relative)) return true;
  }
  return false;
}
