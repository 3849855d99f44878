import { z } from 'zod';
import type { Overflow } from './domain/chunk-plan.ts';
import { CHECKSUM_POLICIES } from './domain/checksum-policy.ts';
import type { Origin } from './schemas-git.ts';
import { ScopeFields, type SourceScope } from './schemas-scope.ts';

/** What is asked of a run over a folder. */
export const IndexRepository = z.strictObject({
  folder_path: z.string().min(1),
  chunk_size: z.union([z.int().positive(), z.string()]).optional(),
  output_dir: z.string().min(1).optional(),
  no_load: z.boolean().optional(),
  subsystem: z.string().min(1).optional(),
  incremental: z.boolean().optional(),
  parallel: z.int().positive().optional(),
  force: z.boolean().optional(),
  shards: z.union([z.int().positive(), z.literal('auto')]).optional(),
  ...ScopeFields,
  dry_run: z.boolean().optional(),
  /** What the queue and whoever follows the folder go by; the run itself does not. */
  timeout_seconds: z.int().positive().optional(),
  watch_mode: z.enum(['auto', 'off']).optional(),
  watch_debounce_seconds: z.number().positive().optional(),
});
export type IndexRepository = z.output<typeof IndexRepository> & {
  /** There when the folder is a checkout that was made for the run. */
  origin?: Origin;
};

/** Input of jobs of kind `indexing.index_shard`. */
export const IndexShard = z.strictObject({
  /** The job it is a part of. */
  job: z.uuid(),
  /** The folder, or the repository at a commit. */
  folder_path: z.string().min(1).optional(),
  repository_url: z.string().min(1).optional(),
  ref: z.string().min(1).optional(),
  commit: z.string().min(1).optional(),
  /** Path that questions select the index by. */
  repository: z.string().min(1),
  /** The index its rows go to; null when only chunk files are wanted. */
  index_id: z.int().positive().nullable(),
  /** Its number among `of`, from 1. */
  shard: z.int().positive(),
  of: z.int().positive(),
  /** Numbers of its chunks, both included. */
  from: z.int().nonnegative(),
  to: z.int().nonnegative(),
  parallel: z.int().positive().optional(),
});
export type IndexShard = z.output<typeof IndexShard>;

/** What such a job answers. */
export interface IndexShardResult {
  shard: number;
  of: number;
  chunks: number;
  /** What it has scanned, of a repository. */
  commit?: string;
  /** Chunks that proved too large, and how to cut them. */
  overflows: Overflow[];
  seconds: number;
}

/** Input of jobs of kind `indexing.fold_overlays`. */
export const FoldOverlays = z.strictObject({
  /** Path that questions select the index by. */
  repository: z.string().min(1),
});

/** Input of jobs of kind `indexing.build_search`. */
export const BuildSearch = z.strictObject({
  index_id: z.int().positive(),
});

/** What such a job answers. */
export interface BuildSearchResult {
  repository: string;
  /** Rows with names, macros, paths or documentation that were read. */
  texts: number;
  seconds: number;
}

/** What an incremental run did. */
export interface IncrementalOutcome {
  /** Whether only the changed files were read. Otherwise the whole folder was, and `reason` says why. */
  applied: boolean;
  reason?: string;
  /** Files read again, new ones included. */
  changed: number;
  /** Files that are gone. */
  removed: number;
  /** Files of the index whose rows now lie over the chunks'. */
  overlays: number;
}

/** What a job of kind `indexing.index_repository` answers. */
export interface IndexRepositoryResult {
  repository: string;
  manifest_id: string;
  /** Path of the manifest. */
  manifest: string;
  files: number;
  symbols: number;
  calls: number;
  entrypoints: number;
  chunks: number;
  /** Of source. */
  bytes: number;
  seconds: { scan: number; load: number; total: number };
  /** Files by language. */
  languages: Readonly<Record<string, number>>;
  /** Files left out, by reason. */
  skipped: Readonly<Record<string, number>>;
  /** Present when the run was asked to be incremental. */
  incremental?: IncrementalOutcome;
}

/** What such a job answers when it was asked for a dry run: what a real one would read. Nothing was written. */
export interface DryRunResult {
  dry_run: true;
  repository: string;
  files: number;
  /** Of source. */
  bytes: number;
  /** Files by language. */
  languages: Readonly<Record<string, number>>;
  /** Files left out, by reason. */
  skipped: Readonly<Record<string, number>>;
  scope?: SourceScope;
}

/** How chunk files are loaded; the same for one chunk and for all of a manifest. */
export const LoadSettings = z.object({
  parallelism: z.int().min(1).max(10).optional().describe('Chunks at once; 2 when not given'),
  adaptive_parallelism: z
    .boolean()
    .optional()
    .describe('Begin with one chunk at a time, and take more or fewer as memory allows'),
  max_memory_mb: z
    .int()
    .min(64)
    .max(1_048_576)
    .optional()
    .describe('Memory the loading process may take, in MB'),
  checksum_policy: z
    .enum(CHECKSUM_POLICIES)
    .optional()
    .describe(
      'What to do about a file that is not what the manifest says: refuse it (strict, the default), load it with a warning, or not look',
    ),
  fail_at_chunk: z
    .int()
    .min(1)
    .optional()
    .describe('For tests: fail when the chunk with this ordinal is about to be committed, and stop'),
});

/** Input of jobs of kind `indexing.process_chunks`. */
export const ProcessChunks = z.strictObject({
  manifest_id: z.string().min(1),
  /** Only the chunks that were given to this job; any pending one otherwise. */
  own_chunks_only: z.boolean(),
  ...LoadSettings.shape,
});
export type ProcessChunks = z.output<typeof ProcessChunks>;

/** What such a job answers. */
export interface ProcessChunksResult {
  manifest_id: string;
  repository: string;
  total_chunks: number;
  /** Chunks of the manifest by state, when the job ended. */
  chunks: Readonly<Record<'pending' | 'processing' | 'completed' | 'failed', number>>;
  /** Chunks this job loaded. */
  loaded: number;
  symbols: number;
  bytes: number;
  /** The index answers questions. */
  published: boolean;
  seconds: number;
}
