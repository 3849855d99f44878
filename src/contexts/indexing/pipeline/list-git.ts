import { isUtf8 } from 'node:buffer';
import { execFile } from 'node:child_process';
import { isVendoredPath } from '../domain/skip-rules.ts';
import type { PathCollector } from './listed-files.ts';

const MAX_OUTPUT = 1 << 30;
const TIMEOUT_MS = 120_000;

/**
 * Asks git for the files below `root`: tracked ones, and untracked ones that are not ignored. Returns false where it
 * is no checkout, git is missing, or git knows nothing below it (a folder that a repository around it ignores).
 */
export async function listGit(root: string, collect: PathCollector, signal: AbortSignal): Promise<boolean> {
  const output = await runGit(root, signal);
  if (!output || output.length === 0) return false;
  const seen = new Set<string>();
  for (const line of splitNames(output, collect)) {
    const { mode, path } = parseEntry(line);
    if (seen.has(path) || path.startsWith('../') || path.startsWith('/')) continue;
    seen.add(path);
    if (mode === GITLINK || path.endsWith('/')) collect.skip('submodule');
    else if (mode === LINK) collect.skip('symlink');
    else if (isVendoredPath(path)) collect.skip('vendored');
    else collect.offer(path);
  }
  return true;
}

/**
 * They keep a repository's own settings from running programs (fsmonitor), and let git read a checkout that belongs to
 * somebody else.
 */
export const GIT_SETTINGS: readonly string[] = [
  '-c',
  'safe.directory=*',
  '-c',
  'core.fsmonitor=false',
  '-c',
  'core.quotePath=false',
];

/** Keeps the user's settings out, so that a tree lists alike everywhere. */
export function gitEnvironment(): NodeJS.ProcessEnv {
  return {
    PATH: process.env['PATH'],
    LC_ALL: 'C',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_OPTIONAL_LOCKS: '0',
    GIT_TERMINAL_PROMPT: '0',
  };
}

function runGit(root: string, signal: AbortSignal): Promise<Buffer | undefined> {
  const list = ['ls-files', '-z', '--cached', '--stage', '--others', '--exclude-standard', '--', '.'];
  const env = gitEnvironment();
  return new Promise((resolve, reject) => {
    execFile(
      'git',
      [...GIT_SETTINGS, ...list],
      { cwd: root, env, encoding: 'buffer', maxBuffer: MAX_OUTPUT, timeout: TIMEOUT_MS, signal },
      (error, stdout) => {
        if (signal.aborted) reject(signal.reason as Error);
        else resolve(error ? undefined : stdout);
      },
    );
  });
}

/** What the index holds a path as: another repository, or a symbolic link. */
const GITLINK = '160000';
const LINK = '120000';

/** A tracked path comes with mode, object and stage before a tab (three times while it is being merged), others alone. */
function parseEntry(line: string): { mode: string | undefined; path: string } {
  const tracked = /^(\d{6}) [0-9a-f]{40,64} \d\t/.exec(line);
  return tracked
    ? { mode: tracked[1], path: line.slice(tracked[0].length) }
    : { mode: undefined, path: line };
}

/** Names between NUL bytes; those that are not UTF-8 are counted and left out. */
function splitNames(output: Buffer, collect: PathCollector): string[] {
  if (isUtf8(output)) return output.toString('utf8').split('\0').slice(0, -1);
  const names: string[] = [];
  for (let from = 0, to = output.indexOf(0); to >= 0; from = to + 1, to = output.indexOf(0, from)) {
    const name = output.subarray(from, to);
    if (isUtf8(name)) names.push(name.toString('utf8'));
    else collect.skip('bad_name');
  }
  return names;
}
