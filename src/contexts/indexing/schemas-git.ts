import { z } from 'zod';
import { IndexRepository } from './schemas-job.ts';

/** Input of jobs of kind `indexing.index_repository`, as `jobs.submit_index` queues it: of a folder or of a repository. */
export const IndexJob = z
  .strictObject({
    ...IndexRepository.shape,
    folder_path: z.string().min(1).optional(),
    repository_url: z.string().min(1).optional(),
    ref: z.string().min(1).optional(),
  })
  .refine(
    (job) => (job.folder_path === undefined) !== (job.repository_url === undefined),
    'has either folder_path or repository_url',
  );
export type IndexJob = z.output<typeof IndexJob>;

/** What a folder is a checkout of, for indexes that go by that and not by where it lies. */
export interface Origin {
  url: string;
  ref: string | undefined;
  /** What readers select the index by: the repository's one name, and behind an `@` the ref that was asked for. */
  indexName: string;
  /** What the manifest says: the repository's one name, and behind an `@` the commit. */
  sourceName: string;
  /** When the commit was made; a manifest says it was created then, so that all machines write the same bytes. */
  committedAt: Date;
}
