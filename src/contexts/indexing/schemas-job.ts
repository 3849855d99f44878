import { z } from 'zod';

/** Input of jobs of kind `indexing.index_repository`, as `jobs.submit_index` queues it. */
export const IndexRepository = z.strictObject({
  folder_path: z.string().min(1),
  chunk_size: z.union([z.int().positive(), z.string()]).optional(),
  output_dir: z.string().min(1).optional(),
  no_load: z.boolean().optional(),
  subsystem: z.string().min(1).optional(),
  incremental: z.boolean().optional(),
  parallel: z.int().positive().optional(),
  force: z.boolean().optional(),
});
export type IndexRepository = z.output<typeof IndexRepository>;

/** Input of jobs of kind `indexing.fold_overlays`. */
export const FoldOverlays = z.strictObject({
  /** Path that questions select the index by. */
  repository: z.string().min(1),
});

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

/** What such a job answers. */
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
