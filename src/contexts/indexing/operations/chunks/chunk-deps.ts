import type { EnqueueJob } from '../../../jobs/index.ts';
import type { Manifest } from '../../schemas-chunk.ts';
import type { FindActiveJobs } from '../../store/chunks/read-states.ts';
import type { ChunkStore } from '../../store/objects/chunk-store.ts';

/** What operations on chunks need of the queue and of files. */
export interface ChunkDeps {
  enqueue: EnqueueJob;
  findActiveJobs: FindActiveJobs;
  /** The one name of a folder, if the server may read it. */
  resolveFolder: (folder: string) => Promise<string>;
  /** Reads and checks a manifest's file; throws AppError `manifest_not_found`, `manifest_invalid`. */
  readManifest: (file: string) => Manifest;
  /** There when chunk files are for other machines too. */
  chunkStore?: ChunkStore;
}

/** Kind of the jobs that load chunk files. */
export const PROCESS_KIND = 'indexing.process_chunks';
