import type { JobContext, ReportProgress } from '../../../kernel/job.ts';
import type { Origin } from '../schemas-git.ts';
import type { IndexRepository } from '../schemas-job.ts';
import { type CheckOutPolicy, checkOutRepository } from '../sources/check-out.ts';

/** What fetching goes by. */
export interface SourceDeps {
  /** Keelson's data folder: clones go below it, and chunk files unless the job names another place. */
  home: string;
  /** What may be fetched, and how much. */
  git: CheckOutPolicy;
}

/** A job's request, of a folder or of a repository. */
type Asked = Omit<IndexRepository, 'folder_path' | 'origin'> & {
  folder_path?: string | undefined;
  repository_url?: string | undefined;
  ref?: string | undefined;
  /** The commit that it must be, wherever the ref stands by now. */
  commit?: string | undefined;
};

/**
 * Makes a request one over a folder of this machine, which stays as it is for as long as `work` takes: the folder that
 * was named, or a checkout of the repository that was.
 */
export async function withSource<Result>(
  { home, git }: SourceDeps,
  { signal }: JobContext,
  asked: Asked,
  onProgress: ReportProgress,
  work: (request: IndexRepository) => Promise<Result>,
): Promise<Result> {
  const { folder_path: folder, repository_url: url, ref, commit, ...rest } = asked;
  if (url === undefined) return work({ ...rest, folder_path: folder! });
  const request = { url, home, policy: git, signal, onProgress };
  let found = await checkOutRepository({ ...request, ...(ref === undefined ? {} : { ref }) });
  if (commit !== undefined && found.commit !== commit) {
    await found.release();
    found = await checkOutRepository({ ...request, ref: commit });
  }
  const origin: Origin = {
    url,
    ref,
    indexName: ref === undefined ? found.name : `${found.name}@${ref}`,
    sourceName: `${found.name}@${found.commit}`,
    committedAt: found.committedAt,
  };
  try {
    return await work({ ...rest, folder_path: found.folder, origin });
  } finally {
    await found.release();
  }
}
