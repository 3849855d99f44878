import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** A repository that a test makes and changes. */
export interface GitRepository {
  folder: string;
  git(...args: string[]): string;
  /** Writes files and commits them; returns the commit's id. */
  commit(files: Readonly<Record<string, string>>): string;
}

/** Makes an empty repository with branch `main`, whatever the settings of whoever runs the tests. */
export function makeRepository(folder: string): GitRepository {
  mkdirSync(folder, { recursive: true });
  const env = {
    PATH: process.env['PATH'],
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_AUTHOR_DATE: '2026-01-02T03:04:05Z',
    GIT_COMMITTER_DATE: '2026-01-02T03:04:05Z',
  };
  const identity = [
    '-c',
    'user.name=t',
    '-c',
    'user.email=t@example.org',
    '-c',
    'protocol.file.allow=always',
  ];
  const git = (...args: string[]): string =>
    execFileSync('git', [...identity, ...args], { cwd: folder, env, encoding: 'utf8', stdio: 'pipe' }).trim();
  git('init', '-q', '-b', 'main', '.');
  return {
    folder,
    git,
    commit(files) {
      for (const [name, text] of Object.entries(files)) {
        mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
        writeFileSync(path.join(folder, name), text);
      }
      git('add', '-A', '-f');
      git('commit', '-q', '-m', 'change');
      return git('rev-parse', 'HEAD');
    },
  };
}
