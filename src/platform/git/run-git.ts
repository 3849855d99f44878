import { spawn } from 'node:child_process';
import { AppError } from '../../kernel/errors.ts';
import { explainGitFailure } from './explain-git-failure.ts';

export interface GitRun {
  /** Where it runs; the folder of the repository. */
  cwd: string;
  signal: AbortSignal;
  /**
   * Talks to other machines: then it may use the credential helpers and ssh keys of the user that runs it, and this is
   * what errors call the repository. What only works on files here knows nobody's settings, so that a tree is checked
   * out alike everywhere.
   */
  remote?: string;
  /** Hosts are restricted, so that a server may not send elsewhere. */
  noRedirects?: boolean;
  /** Called with pieces of standard output instead of collecting it. */
  onOutput?: (piece: string) => void;
  /** Called with lines of progress. */
  onProgress?: (line: string) => void;
}

/** Output that is collected ends a run when it is longer: what is asked for takes a few lines. */
const MOST_OUTPUT = 16_000_000;
const KEPT_ERRORS = 4_000;
const KILL_AFTER_MS = 2_000;

/** Settings for every run: no hooks, no programs that a repository names, nothing fetched besides what is asked for. */
const SETTINGS = [
  'core.hooksPath=/dev/null',
  'core.fsmonitor=false',
  'core.autocrlf=false',
  'core.logAllRefUpdates=false',
  'core.quotePath=false',
  'protocol.ext.allow=never',
  'submodule.recurse=false',
  'fetch.recurseSubmodules=false',
  'filter.lfs.smudge=',
  'filter.lfs.process=',
  'filter.lfs.required=false',
  'gc.auto=0',
  'maintenance.auto=false',
  'safe.directory=*',
  'http.lowSpeedLimit=1000',
  'http.lowSpeedTime=60',
];

/** Variables by which a user's own ways of reaching other machines work. */
const REACHING =
  /^(?:HOME|USER|LOGNAME|XDG_CONFIG_HOME|XDG_CACHE_HOME|SSH_AUTH_SOCK|GIT_SSH|GIT_SSH_COMMAND|GIT_SSL_CAINFO|SSL_CERT_(?:FILE|DIR)|(?:https?|all|no)_proxy)$/i;

/**
 * Runs git without a shell, and ends it, with what it has started, when `signal` fires. It stays in this process's group:
 * whoever ends the group of a job ends it too.
 * @returns standard output
 * @throws AppError that says what went wrong, without credentials; `git_missing`
 */
export function runGit(args: readonly string[], run: GitRun): Promise<string> {
  const redirects = `http.followRedirects=${run.noRedirects === true ? 'false' : 'initial'}`;
  const settings = [...SETTINGS, redirects].flatMap((setting) => ['-c', setting]);
  return new Promise((resolve, reject) => {
    run.signal.throwIfAborted();
    const child = spawn('git', [...settings, ...args], {
      cwd: run.cwd,
      env: environment(run.remote !== undefined),
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    let errors = '';
    let kill: NodeJS.Timeout | undefined;
    const stop = (): void => {
      // On SIGTERM git ends its helpers and removes what it was writing.
      child.kill('SIGTERM');
      kill ??= setTimeout(() => child.kill('SIGKILL'), KILL_AFTER_MS);
    };
    run.signal.addEventListener('abort', stop, { once: true });
    child.stdout.setEncoding('utf8').on('data', (piece: string) => {
      if (run.onOutput) run.onOutput(piece);
      else if (output.length < MOST_OUTPUT) output += piece;
      else stop();
    });
    child.stderr.setEncoding('utf8').on('data', (piece: string) => {
      errors = (errors + piece).slice(-KEPT_ERRORS);
      const line = piece.split(/[\r\n]/).findLast((part) => part.trim() !== '');
      if (line !== undefined) run.onProgress?.(line.trim());
    });
    const done = (): void => {
      clearTimeout(kill);
      run.signal.removeEventListener('abort', stop);
    };
    child.once('error', (error: NodeJS.ErrnoException) => {
      done();
      reject(error.code === 'ENOENT' ? gitMissing(error) : error);
    });
    child.once('close', (code) => {
      done();
      if (run.signal.aborted) reject(run.signal.reason as Error);
      else if (code === 0) resolve(output);
      else reject(explainGitFailure(errors, run.remote));
    });
  });
}

function environment(remote: boolean): NodeJS.ProcessEnv {
  const reaching = Object.entries(process.env).filter(([name]) => REACHING.test(name));
  return {
    ...(remote ? Object.fromEntries(reaching) : { GIT_CONFIG_GLOBAL: '/dev/null' }),
    ...(remote && process.env['GIT_SSH'] === undefined
      ? {
          GIT_SSH_COMMAND:
            process.env['GIT_SSH_COMMAND'] ??
            'ssh -oBatchMode=yes -oConnectTimeout=20 -oServerAliveInterval=20 -oServerAliveCountMax=3',
        }
      : {}),
    PATH: process.env['PATH'],
    LC_ALL: 'C',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_TERMINAL_PROMPT: '0',
    GIT_ASKPASS: '',
    SSH_ASKPASS: '',
    GIT_LFS_SKIP_SMUDGE: '1',
    // Wins over every setting, also those a server or a repository could bring.
    GIT_ALLOW_PROTOCOL: 'https:ssh:git:file',
  };
}

function gitMissing(cause: Error): AppError {
  return new AppError(
    'unavailable',
    'git_missing',
    'There is no git on this machine, which fetching a repository needs; install it (apt-get install git)',
    { cause },
  );
}
