import { AppError, type ErrorKind } from '../../kernel/errors.ts';

/** What git says, in English, when something known goes wrong; the first that fits counts. */
const KNOWN: readonly [pattern: RegExp, kind: ErrorKind, code: string, meaning: string][] = [
  [
    /no space left|disk quota exceeded/i,
    'unavailable',
    'disk_full',
    'the disk that holds the clones is full; free space and try again',
  ],
  [
    /could not read (?:username|password)|authentication failed|permission denied|host key verification failed|returned error: 40[13]|terminal prompts disabled|access denied/i,
    'forbidden',
    'repository_access_denied',
    'the host does not let the worker read it (or it does not exist); set up a credential helper or an ssh key for the user that runs the worker',
  ],
  [
    /not our ref|unadvertised object|couldn't find remote ref|no such remote ref/i,
    'not_found',
    'ref_not_found',
    'it has no such ref, or does not give single commits; name a branch or a tag',
  ],
  [
    /unable to update url base from redirection|redirect/i,
    'invalid',
    'host_not_allowed',
    'the host sends to another place; give the URL it sends to (often with .git at the end)',
  ],
  [
    /could not resolve|unable to look up|connection (?:refused|timed out|reset)|failed to connect|no route to host|network is unreachable|operation timed out|operation too slow|timed out|early eof|hung up|unexpected disconnect|returned error: 5\d\d|rpc failed/i,
    'unavailable',
    'repository_unreachable',
    'the host cannot be reached now',
  ],
  [
    /not found|does not exist|does not appear to be a git repository|access rights/i,
    'not_found',
    'repository_not_found',
    'there is no repository of that name',
  ],
  [/transport '.*' not allowed/i, 'invalid', 'repository_url_invalid', 'its way of fetching is not allowed'],
];

/** Turns what git wrote into an error. `remote` is the repository's URL when it was talked to. */
export function explainGitFailure(errors: string, remote: string | undefined): AppError {
  const said = lastWords(errors);
  // Of what fails without a host only the disk is known.
  const known = KNOWN.slice(0, remote === undefined ? 1 : undefined).find(([pattern]) =>
    pattern.test(errors),
  );
  const what = remote === undefined ? 'Working on a clone failed' : `Fetching ${remote} failed`;
  if (known === undefined) return new AppError('unavailable', 'git_failed', `${what}: ${said}`);
  const [, kind, code, meaning] = known;
  return new AppError(kind, code, `${what}: ${meaning} (git says: ${said})`);
}

/** The last lines that are no progress, without what may be a login. */
function lastWords(errors: string): string {
  const lines = errors.split(/[\r\n]+/).filter((line) => line.trim() !== '' && !/\d+% \(/.test(line));
  const text = lines.slice(-3).join('; ');
  return text.replaceAll(/\/\/[^/@\s]*@/g, '//').slice(0, 500);
}
