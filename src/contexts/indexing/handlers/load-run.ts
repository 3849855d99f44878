import type { JobContext, ReportProgress } from '../../../kernel/job.ts';
import type { Database } from '../../../platform/db/types.ts';
import type { Log } from '../../../platform/log/create-log.ts';
import type { EnqueueJob } from '../../jobs/index.ts';
import type { ProcessChunks } from '../schemas-job.ts';
import type { LoadOptions } from './load-one-chunk.ts';
import type { Claimant } from '../store/chunks/claim-chunk.ts';
import type { RegisteredManifest } from '../store/chunks/find-manifest.ts';
import type { FindActiveJobs } from '../store/chunks/read-states.ts';
import type { ChunkStore } from '../store/objects/chunk-store.ts';

/** What loading chunk files works with. */
export interface ProcessChunksDeps {
  database: Database;
  log: Log;
  findActiveJobs: FindActiveJobs;
  /** Keelson's data folder. */
  home: string;
  /** There when chunk files may be on other machines. */
  chunkStore?: ChunkStore;
  /** Queues the work that may wait. */
  enqueue?: EnqueueJob;
}

/** One run of the job. */
export interface LoadRun extends ProcessChunksDeps {
  context: JobContext;
  input: ProcessChunks;
  manifest: RegisteredManifest;
  progress: ReportProgress;
  /** Chunks that were completed before this run. */
  completedBefore: number;
  fetched?: LoadOptions['fetched'];
}

/** What the run may claim. */
export function claimantOf({ context, input, manifest }: LoadRun): Claimant {
  return {
    tenant: context.tenant,
    manifestId: manifest.manifest_id,
    jobId: context.jobId,
    any: !input.own_chunks_only,
  };
}
