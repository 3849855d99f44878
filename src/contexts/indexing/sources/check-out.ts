import { existsSync } from 'node:fs';
import { mkdir, readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { AppError } from '../../../kernel/errors.ts';
import type { ReportProgress } from '../../../kernel/job.ts';
import { admitGitUrl, type GitPolicy } from '../../../platform/git/git-policy.ts';
import { checkGitRef } from '../../../platform/git/git-ref.ts';
import type { GitUrl } from '../../../platform/git/git-url.ts';
import { type GitRun, runGit } from '../../../platform/git/run-git.ts';
import {
  type ClonePlace,
  clonePlace,
  markUse,
  removeOldClones,
  untilUnused,
  whileLocked,
} from './clone-place.ts';
import { checkTreeSize, whileSmall } from './measure-clone.ts';
import { resolveRef } from './resolve-ref.ts';

/** What may be fetched, and how much. Plain data: it is sent to job processes. */
export interface CheckOutPolicy extends GitPolicy {
  /** Bytes a clone may take on disk, with its files. */
  maxBytes: number;
}

export interface CheckOutRequest {
  url: string;
  /** Branch, tag or full id of a commit; the default branch when not given. */
  ref?: string;
  /** Keelson's data folder; clones go below it. */
  home: string;
  policy: CheckOutPolicy;
  signal: AbortSignal;
  onProgress?: ReportProgress;
}

/** A checkout that stays as it is until it is released. */
export interface CheckedOut {
  /** Absolute path of the checkout. */
  folder: string;
  /** Full id of the commit it is. */
  commit: string;
  /** When the commit was made. */
  committedAt: Date;
  /** The one name of the repository, without its ref. */
  name: string;
  /** Lets others change or remove the checkout. Without it that takes until the end of this process. */
  release: () => Promise<void>;
}

/** So many fetches leave packs of which most is of commits that are no longer wanted. */
const MOST_PACKS = 20;

/**
 * Brings a repository's files to this machine: a clone of one commit, without history, submodules or large-file
 * storage, kept for the next time. Two that want the same clone wait for each other.
 * @throws AppError of readGitUrl, admitGitUrl, checkGitRef, resolveRef and runGit; `repository_too_large`
 */
export async function checkOutRepository(request: CheckOutRequest): Promise<CheckedOut> {
  const { ref, home, policy, signal } = request;
  const source = await admitGitUrl(request.url, policy);
  if (ref !== undefined) checkGitRef(ref);
  const place = clonePlace(home, source.name, ref);
  const checkedOut = await whileLocked(place, signal, async () => {
    const work = { request, source, place };
    const commit = await updateOrStartOver(work);
    const seconds = await inTree(work, ['show', '-s', '--format=%ct', commit]);
    const release = await markUse(place);
    const committedAt = new Date(Number(seconds) * 1000);
    return { folder: place.tree, commit, committedAt, name: source.name, release };
  });
  await removeOldClones(home);
  return checkedOut;
}

interface Work {
  request: CheckOutRequest;
  source: GitUrl;
  place: ClonePlace;
}

/** A clone that was left broken, by a crash or a disk, is made anew. */
async function updateOrStartOver(work: Work): Promise<string> {
  const { place, request } = work;
  const isNew = !existsSync(path.join(place.tree, '.git'));
  try {
    return await update(work);
  } catch (error) {
    request.signal.throwIfAborted();
    const code = error instanceof AppError ? error.code : '';
    if (code === 'repository_too_large' || (code === 'git_failed' && !isNew)) {
      await untilUnused(place, request.signal);
      await rm(place.tree, { recursive: true, force: true });
    }
    if (code !== 'git_failed' || isNew) throw error;
    return update(work);
  }
}

async function update(work: Work): Promise<string> {
  const { request, source, place } = work;
  const { signal, policy, onProgress } = request;
  await mkdir(place.tree, { recursive: true });
  const git = path.join(place.tree, '.git');
  if (!existsSync(path.join(git, 'HEAD'))) {
    await inTree(work, ['init', '--quiet', '--template=', '--initial-branch=none', '.']);
  }
  await removeStaleLocks(git);
  onProgress?.({ phase: 'fetch' });
  const remote = remoteRun(work);
  const wanted = await resolveRef(source, request.ref, remote);
  let { commit } = wanted;
  if (!(await has(work, commit))) {
    const options = ['--depth=1', '--no-tags', '--no-write-fetch-head', '--force', '--progress'];
    const args = ['fetch', ...options, '--', source.url, `${wanted.fetch}:refs/keelson/wanted`];
    await whileSmall(git, source, policy.maxBytes, signal, (ending) =>
      runGit(args, {
        ...remote,
        signal: ending,
        onProgress: (current) => onProgress?.({ phase: 'fetch', current }),
      }),
    );
    // The ref may have moved on since; then what came is what counts.
    commit = (await inTree(work, ['rev-parse', '--verify', 'refs/keelson/wanted^{commit}'])).trim();
  }
  await checkOut(work, commit);
  await tidy(work, git);
  return commit;
}

/** Makes the checkout the commit's files and nothing else, which is quick when it is. */
async function checkOut(work: Work, commit: string): Promise<void> {
  const { request, source, place } = work;
  const { signal, policy, onProgress } = request;
  const head = await inTree(work, ['rev-parse', '--verify', '--quiet', 'HEAD']).catch(() => '');
  if (head.trim() !== commit) {
    onProgress?.({ phase: 'check out' });
    await untilUnused(place, signal);
    await checkTreeSize(commit, source, policy.maxBytes, { cwd: place.tree, signal });
  }
  await inTree(work, ['checkout', '--quiet', '--force', '--detach', commit, '--']);
  await inTree(work, ['clean', '--quiet', '-ffdx']);
}

async function has(work: Work, commit: string): Promise<boolean> {
  return inTree(work, ['cat-file', '-e', `${commit}^{commit}`]).then(
    () => true,
    () => false,
  );
}

/** What a git that was killed left; nobody else is at work here. */
async function removeStaleLocks(git: string): Promise<void> {
  for (const name of await readdir(git)) {
    if (name.endsWith('.lock')) await rm(path.join(git, name), { force: true });
  }
  await rm(path.join(git, 'refs/keelson/wanted.lock'), { force: true });
}

async function tidy(work: Work, git: string): Promise<void> {
  const packs = await readdir(path.join(git, 'objects/pack')).catch(() => []);
  if (packs.filter((name) => name.endsWith('.pack')).length < MOST_PACKS) return;
  await inTree(work, ['gc', '--quiet', '--prune=now']);
}

function inTree({ request, place }: Work, args: readonly string[]): Promise<string> {
  return runGit(args, { cwd: place.tree, signal: request.signal });
}

function remoteRun({ request, source, place }: Work): GitRun {
  const { signal, policy } = request;
  return {
    cwd: place.tree,
    signal,
    remote: source.name,
    noRedirects: policy.hosts.length > 0,
  };
}
