import path from 'node:path';
import { expect } from 'vitest';
import type { IndexRepository } from '../../src/contexts/indexing/schemas-job.ts';
import type { Database } from '../../src/platform/db/types.ts';
import { readContent } from './index-content.ts';
import { indexJobs } from './index-jobs.ts';

/** Holds that the index of a folder says what a fresh one of it says, which is made for tenant 9. */
export async function expectFresh(
  database: Database,
  home: string,
  folder: string,
  request: Partial<IndexRepository> = {},
): Promise<void> {
  await indexJobs(database, path.join(home, 'fresh'), folder).index({ ...request, force: true }, 9);
  expect(await readContent(database, folder, 1)).toEqual(await readContent(database, folder, 9));
}
