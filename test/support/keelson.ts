import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const PROGRAM = fileURLToPath(new URL('../../bin/keelson.js', import.meta.url));

export interface Finished {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** A temporary folder that the user PostgreSQL runs as may pass through. */
export function temporaryFolder(name: string): { path: string; remove(): void } {
  const folder = mkdtempSync(path.join(tmpdir(), `keelson-${name}-`));
  chmodSync(folder, 0o711);
  return {
    path: folder,
    remove: () => rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 }),
  };
}

/** The environment of a command: nothing of ours but its home. */
function environment(home: string, extra: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const clean = Object.entries(process.env).filter(
    ([name]) => !name.startsWith('KEELSON_') && name !== 'NODE_OPTIONS',
  );
  return { ...Object.fromEntries(clean), KEELSON_HOME: home, NO_COLOR: '1', ...extra };
}

/** Runs the built program to its end, as a user would. */
export function keelson(
  home: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
): Promise<Finished> {
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [PROGRAM, ...args],
      { env: environment(home, env), maxBuffer: 1 << 26, timeout: 120_000 },
      (error, stdout, stderr) => {
        const code = error === null ? 0 : typeof error.code === 'number' ? error.code : null;
        resolve({ code, stdout, stderr });
      },
    );
  });
}

/** A command that stays up. */
export interface Running {
  child: ChildProcess;
  /** What it has printed so far. */
  output(): string;
  /** Resolves when its output has matched; rejects when it ends first or takes longer than a minute. */
  until(pattern: RegExp): Promise<RegExpExecArray>;
  /** Sends a signal and waits for the end. */
  end(signal: NodeJS.Signals): Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
}

/** Starts the built program and leaves it running. */
export function startKeelson(home: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): Running {
  const child = spawn(process.execPath, [PROGRAM, ...args], {
    env: environment(home, env),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let text = '';
  const listeners = new Set<() => void>();
  const ended = new Promise<{ code: number | null; signal: NodeJS.Signals | null }>((resolve) => {
    child.on('close', (code, signal) => resolve({ code, signal }));
  });
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (part: Buffer) => {
      text += part.toString();
      for (const listener of listeners) listener();
    });
  }
  return {
    child,
    output: () => text,
    until: (pattern) =>
      new Promise((resolve, reject) => {
        const timer = setTimeout(
          () => reject(new Error(`no ${String(pattern)} within a minute in:\n${text}`)),
          60_000,
        );
        const look = (): void => {
          const match = pattern.exec(text);
          if (match === null) return;
          clearTimeout(timer);
          listeners.delete(look);
          resolve(match);
        };
        listeners.add(look);
        look();
        void ended.then(() => reject(new Error(`it ended before ${String(pattern)}:\n${text}`)));
      }),
    end: (signal) => {
      child.kill(signal);
      return ended;
    },
  };
}

/** Whether a process runs; one that has ended and only waits to be reaped does not. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2, stat.lastIndexOf(')') + 3) !== 'Z';
  } catch {
    return false;
  }
}

/** Processes that have the home folder in their command line or environment, zombies left out. Linux only. */
export function processesOf(home: string): { pid: number; command: string }[] {
  return readdirSync('/proc')
    .filter((entry) => /^\d+$/.test(entry) && Number(entry) !== process.pid)
    .map((entry) => ({
      pid: Number(entry),
      command: readProc(entry, 'cmdline'),
      environ: readProc(entry, 'environ'),
    }))
    .filter(({ command, environ }) => `${command}\0${environ}`.includes(home))
    .filter(({ pid }) => isRunning(pid))
    .map(({ pid, command }) => ({ pid, command: command.replaceAll('\0', ' ').trim() }));
}

function readProc(pid: string, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    return ''; // It ended between the listing and the read.
  }
}
