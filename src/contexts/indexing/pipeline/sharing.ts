import type { ChunkPlan, Overflow, PlannedChunk } from '../domain/chunk-plan.ts';
import type { WrittenChunk } from './chunk-facts.ts';
import type { SharedPlan } from './shared-plan.ts';

/** What others have made of a plan. */
export interface SharedWork {
  /** Chunks whose files are now in the output folder. */
  written: WrittenChunk[];
  /** Chunks that proved too large. */
  overflows: Overflow[];
}

/** How a run gives its scan to others, and takes what they have made. */
export interface Sharing {
  /** The plan whose scan was given away by an earlier run of the same job; undefined when none was. */
  resume(): Promise<SharedPlan | undefined>;
  /** Brings the chunks that others have scanned into the output folder. */
  collect(plan: ChunkPlan, outDir: string): Promise<SharedWork>;
  /**
   * Gives the scan away when it is worth it, which ends the run by throwing. `missing` are the chunks that would be
   * scanned here; given away are all, since what is in this output folder may not be where the parts are put together.
   */
  offer(shared: SharedPlan, missing: readonly PlannedChunk[]): Promise<void>;
}
