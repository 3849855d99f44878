import type { ChunkPlan } from '../domain/chunk-plan.ts';
import type { ChunkFacts } from './chunk-facts.ts';
import type { RowBatch } from '../extract/engine.ts';

/** What the run knows before it scans. */
export interface PlannedRun {
  /** Absolute path of the folder. */
  repository: string;
  /** Two runs with the same key make the same rows under the same chunk numbers. */
  planKey: string;
  /** Chunks are numbered from 0; more may follow when some prove too large. */
  chunks: number;
  plan: ChunkPlan;
  /** SHA-256 of the chunk files that are in place and stay, by chunk number. */
  kept: ReadonlyMap<number, string>;
  /** What scans. */
  generator: string;
  /** Known already when no chunk has to be written: nothing has changed. */
  manifestId: string | undefined;
}

/** Where rows go. Calls of one chunk come in order, those of different chunks overlap. */
export interface IndexSink {
  /** Says which chunks need not be sent; `all` when this very manifest is loaded and ready. */
  begin(run: PlannedRun): Promise<ReadonlySet<number> | 'all'>;
  /** The index that is being loaded, which others may join; undefined when rows go elsewhere. */
  loading?(): number | undefined;
  /** Resolves when the rows have been taken. */
  rows(chunk: number, batch: RowBatch): Promise<void>;
  commitChunk(chunk: number, facts: ChunkFacts): Promise<void>;
}
