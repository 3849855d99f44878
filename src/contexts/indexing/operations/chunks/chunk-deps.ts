import type { EnqueueJob } from '../../../jobs/index.ts';
import type { FindActiveJobs } from '../../store/chunks/read-states.ts';

/** What operations on chunks need of the queue. */
export interface ChunkDeps {
  enqueue: EnqueueJob;
  findActiveJobs: FindActiveJobs;
  /** The one name of a folder, if the server may read it. */
  resolveFolder: (folder: string) => Promise<string>;
}

/** Kind of the jobs that load chunk files. */
export const PROCESS_KIND = 'indexing.process_chunks';
