import path from 'node:path';
import { AppError, messageOf } from '../kernel/errors.ts';

/** Word for a worker that takes no job of a folder. */
const NONE = 'none';

/**
 * The folders a worker serves, by their real paths; undefined for every folder.
 * @throws AppError `invalid_setting` naming one that is not there or cannot be read.
 */
export async function workerRoots(given: readonly string[] | undefined): Promise<string[] | undefined> {
  if (given === undefined) return undefined;
  if (given.length === 1 && given[0] === NONE) return [];
  const { createJobs } = await import('../contexts/jobs/index.ts');
  const { resolveFolder } = createJobs();
  const roots = given.map(async (root) => {
    try {
      return await resolveFolder(path.resolve(root));
    } catch (error) {
      throw new AppError(
        'invalid',
        'invalid_setting',
        `A worker cannot serve ${root}: ${messageOf(error)}. Name folders that this machine has, or \`${NONE}\``,
        { cause: error },
      );
    }
  });
  return [...new Set(await Promise.all(roots))];
}
