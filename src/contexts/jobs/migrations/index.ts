import type { MigrationFile } from '../../../platform/db/types.ts';
import { createQueue } from './0001-queue.ts';

/** The tables of the queue. */
export const jobsMigrations: readonly MigrationFile[] = [createQueue];
