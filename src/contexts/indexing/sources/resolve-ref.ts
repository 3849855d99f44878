import { AppError } from '../../../kernel/errors.ts';
import { isCommitId } from '../../../platform/git/git-ref.ts';
import type { GitUrl } from '../../../platform/git/git-url.ts';
import { type GitRun, runGit } from '../../../platform/git/run-git.ts';

/** What is to be fetched, by the name the repository has for it, and the commit that was when it was asked. */
export interface WantedRef {
  fetch: string;
  commit: string;
}

/**
 * Asks a repository what a ref stands for: a branch, a tag (in this order, where both have the name), or its default
 * branch. The full id of a commit stands for itself.
 * @throws AppError `ref_not_found` and those of runGit
 */
export async function resolveRef(source: GitUrl, ref: string | undefined, run: GitRun): Promise<WantedRef> {
  if (ref !== undefined && isCommitId(ref)) return { fetch: ref, commit: ref };
  const names =
    ref === undefined
      ? ['HEAD']
      : [`refs/heads/${ref}`, `refs/tags/${ref}`, ...(ref.startsWith('refs/') ? [ref] : [])];
  const patterns = names.flatMap((name) => [name, `${name}^{}`]);
  const listed = new Map<string, string>();
  for (const line of (await runGit(['ls-remote', '--', source.url, ...patterns], run)).split('\n')) {
    const [commit, name] = line.split('\t');
    if (commit !== undefined && name !== undefined && isCommitId(commit)) listed.set(name, commit);
  }
  for (const name of names) {
    // Of a tag that is an object of its own, the commit behind it.
    const commit = listed.get(`${name}^{}`) ?? listed.get(name);
    if (commit !== undefined) return { fetch: name, commit };
  }
  throw new AppError(
    'not_found',
    'ref_not_found',
    ref === undefined
      ? `${source.name} has no commit yet`
      : `${source.name} has neither a branch nor a tag ${ref}; a commit is named by its full id`,
  );
}
