import type { MigrationFile } from '../../../platform/db/types.ts';
import { createQueue } from './0001-queue.ts';
import { addImportedId } from './0002-imported-id.ts';
import { createFolderWatch } from './0003-folder-watch.ts';
import { addChildrenAndWorkers } from './0004-children-and-workers.ts';
import { indexFinishedJobs } from './0005-finished-jobs.ts';
import { dropCompletedIndex } from './0006-one-index-less.ts';

/** The tables of the queue. */
export const jobsMigrations: readonly MigrationFile[] = [
  createQueue,
  addImportedId,
  createFolderWatch,
  addChildrenAndWorkers,
  indexFinishedJobs,
  dropCompletedIndex,
];
