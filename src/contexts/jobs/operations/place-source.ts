import { AppError } from '../../../kernel/errors.ts';
import { admitGitUrl, type GitPolicy } from '../../../platform/git/git-policy.ts';
import { checkGitRef } from '../../../platform/git/git-ref.ts';
import type { IndexRequest } from '../schemas.ts';
import { resolveFolder } from '../store/resolve-folder.ts';
import type { JobRequest } from './enqueue-job.ts';

/** A request's folder or repository by its one name. */
export interface PlacedSource {
  /** What the job says of it. */
  job: Pick<JobRequest, 'dedupe' | 'folderPath' | 'needsFolder'>;
  /** What stands in the job's input and in the answer. */
  fields: Pick<IndexRequest, 'folder_path' | 'repository_url' | 'ref'>;
}

/**
 * Finds what is to be indexed, so that what cannot be is refused before it is queued. Of a repository elsewhere only the
 * name is looked at: fetching is the worker's part.
 * @throws AppError `one_source` and those of resolveFolder, admitGitUrl and checkGitRef
 */
export async function placeSource(request: IndexRequest, policy: GitPolicy): Promise<PlacedSource> {
  const { folder_path: folderPath, repository_url: url, ref } = request;
  if ((folderPath === undefined) === (url === undefined) || (folderPath !== undefined && ref !== undefined)) {
    throw new AppError(
      'invalid',
      'one_source',
      'Give either folder_path or repository_url, and ref only beside the latter',
      { errors: [{ pointer: '/folder_path', detail: 'either this or repository_url' }] },
    );
  }
  if (folderPath !== undefined) {
    const folder = await resolveFolder(folderPath, policy.roots);
    return {
      job: { dedupe: `folder:${folder}`, folderPath: folder, needsFolder: folder },
      fields: { folder_path: folder },
    };
  }
  const source = await admitGitUrl(url!, policy);
  if (ref !== undefined) checkGitRef(ref);
  return {
    job: {
      dedupe: `git:${source.name}@${ref ?? ''}`,
      ...(source.folder === undefined ? {} : { needsFolder: source.folder }),
    },
    fields: { repository_url: source.url, ...(ref === undefined ? {} : { ref }) },
  };
}
