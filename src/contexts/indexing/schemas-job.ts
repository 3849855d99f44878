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
}
