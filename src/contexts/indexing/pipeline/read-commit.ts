import { execFile } from 'node:child_process';
import { gitEnvironment, GIT_SETTINGS } from './list-git.ts';

const TIMEOUT_MS = 10_000;

/** The commit a folder's checkout stands at; undefined where there is none. Uncommitted edits are not in it. */
export function readCommit(root: string, signal: AbortSignal): Promise<string | undefined> {
  return new Promise((resolve, reject) => {
    execFile(
      'git',
      [...GIT_SETTINGS, 'rev-parse', '--verify', '--quiet', 'HEAD'],
      { cwd: root, env: gitEnvironment(), timeout: TIMEOUT_MS, signal },
      (error, stdout) => {
        const commit = stdout.trim();
        if (signal.aborted) reject(signal.reason as Error);
        else resolve(error === null && /^[0-9a-f]{40,64}$/.test(commit) ? commit : undefined);
      },
    );
  });
}
