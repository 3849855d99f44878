import { realpath } from 'node:fs/promises';
import { pathToFileURL } from 'node:url';
import { AppError } from '../../kernel/errors.ts';
import { isWithin } from '../files/is-within.ts';
import { type GitUrl, readGitUrl } from './git-url.ts';

/** What may be fetched. */
export interface GitPolicy {
  /** Hosts that may be fetched from, `*.example.com` for all below one; any when empty. */
  hosts: readonly string[];
  /** Folders on this machine that repositories may lie in; any when this and `hosts` are empty. */
  roots: readonly string[];
}

/**
 * Reads a repository's URL and checks that it may be fetched from. Names are checked, not addresses: what a host's name
 * resolves to is for the network to settle.
 * @throws AppError `host_not_allowed`, `outside_allowed_roots`, `repository_not_found` and those of readGitUrl
 */
export async function admitGitUrl(text: string, { hosts, roots }: GitPolicy): Promise<GitUrl> {
  const source = readGitUrl(text);
  if (source.host !== undefined) {
    if (hosts.length === 0 || hosts.some((allowed) => isHost(source.host!, allowed))) return source;
    throw refused(
      'host_not_allowed',
      `This server fetches nothing from ${source.host}; ask for it to be added to KEELSON_GIT_HOSTS`,
    );
  }
  const real = await realpath(source.folder!).catch(() => undefined);
  if (real === undefined) {
    throw refused(
      'repository_not_found',
      `There is no repository ${source.folder} on this machine, or the server may not go there`,
    );
  }
  const anywhere = roots.length === 0 && hosts.length === 0;
  if (!anywhere && !(await isWithin(real, roots))) {
    throw refused('outside_allowed_roots', `${real} is outside the folders this server may index`);
  }
  return readGitUrl(pathToFileURL(real).href);
}

function isHost(host: string, allowed: string): boolean {
  const lower = allowed.toLowerCase();
  return lower.startsWith('*.') ? host.endsWith(lower.slice(1)) : host === lower;
}

function refused(code: string, message: string): AppError {
  return new AppError('invalid', code, message, {
    errors: [{ pointer: '/repository_url', detail: code.replaceAll('_', ' ') }],
  });
}
