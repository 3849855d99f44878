import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { AppError } from '../../../kernel/errors.ts';
import type { Engine } from './find-engine.ts';
import type { HomeLayout } from './home-layout.ts';
import { disarmPostmasterFile, findPostmaster, isPostmaster, readPostmasterFile } from './postmaster-file.ts';
import type { RunAs } from './run-as.ts';
import { programEnvironment } from './run-program.ts';
import { logPosition, logSince, openServerLog } from './server-log.ts';
import { writeSettings } from './settings.ts';
import { ensureWatchdog } from './watchdog.ts';

/** Replaying a gigabyte of log after a crash takes a while on a slow disk. */
const START_PATIENCE_MS = 300_000;
const STOP_PATIENCE_MS = 60_000;
const ORPHAN_PATIENCE_MS = 20_000;

/** Starts the server and waits until it accepts connections. Call it with the lock held and no server running. */
export async function startPostmaster(
  layout: HomeLayout,
  engine: Engine,
  as: RunAs,
  socketFolder: string,
): Promise<number> {
  writeSettings(layout.data);
  const deadline = Date.now() + ORPHAN_PATIENCE_MS;
  for (;;) {
    disarmPostmasterFile(layout.data, socketFolder);
    const handle = openServerLog(layout, as);
    const position = logPosition(layout);
    const child = spawnServer(layout, engine, as, socketFolder, handle);
    closeSync(handle);
    if (child.pid !== undefined) ensureWatchdog(layout, child.pid);
    if (await becomesReady(layout, child)) return child.pid!;
    const said = logSince(layout, position);
    // A killed server's children end by themselves as soon as they look up from their work; help them.
    if (!/shared memory block .* still in use/.test(said) || Date.now() > deadline)
      throw startFailed(layout, said);
    endOrphans(layout.data);
    await sleep(200);
  }
}

/** Waits until a server another process has started accepts connections; returns the folder of its socket. */
export async function awaitReady(layout: HomeLayout, pid: number): Promise<string> {
  const deadline = Date.now() + START_PATIENCE_MS;
  for (;;) {
    const file = readPostmasterFile(layout.data);
    if (file?.status === 'ready') return file.socketFolder;
    if (!isPostmaster(pid, layout.data) || Date.now() > deadline) {
      throw startFailed(layout, logSince(layout, 0));
    }
    await sleep(10);
  }
}

/** Fast shutdown: running transactions are rolled back, everything committed is on disk when this resolves. */
export async function stopPostmaster(layout: HomeLayout): Promise<void> {
  const running = findPostmaster(layout.data);
  if (!running) return;
  await signalAndWait(running.pid, layout.data, 'SIGINT', STOP_PATIENCE_MS);
  if (!isPostmaster(running.pid, layout.data)) return;
  // Immediate shutdown loses nothing either: the next start replays the log.
  await signalAndWait(running.pid, layout.data, 'SIGQUIT', STOP_PATIENCE_MS);
  if (!isPostmaster(running.pid, layout.data)) return;
  throw new AppError(
    'internal',
    'database_does_not_stop',
    `PostgreSQL (pid ${running.pid}, ${layout.data}) does not stop; its log is ${layout.log}`,
  );
}

/** Waits for a server that is shutting down by itself. */
export async function awaitStopped(layout: HomeLayout, pid: number): Promise<void> {
  const deadline = Date.now() + STOP_PATIENCE_MS;
  while (isPostmaster(pid, layout.data) && Date.now() < deadline) await sleep(10);
}

function spawnServer(
  layout: HomeLayout,
  engine: Engine,
  as: RunAs,
  socketFolder: string,
  log: number,
): ChildProcess {
  // On the command line, as anybody may connect: no file can make it listen anywhere but in the private folder.
  const sockets = ['-c', 'listen_addresses=', '-k', socketFolder, '-c', 'port=5432'];
  const child = spawn(engine.postgres, ['-D', layout.data, ...sockets], {
    ...as,
    cwd: '/',
    env: programEnvironment,
    // Its own session: Ctrl-C in the terminal is not meant for it.
    detached: true,
    stdio: ['ignore', log, log],
  });
  child.unref();
  return child;
}

async function becomesReady(layout: HomeLayout, child: ChildProcess): Promise<boolean> {
  let ended = false;
  child.once('error', () => (ended = true));
  child.once('exit', () => (ended = true));
  const deadline = Date.now() + START_PATIENCE_MS;
  while (Date.now() < deadline) {
    if (ended || child.pid === undefined) return false;
    const file = readPostmasterFile(layout.data);
    if (file?.pid === child.pid && file.status === 'ready') return true;
    await sleep(10);
  }
  child.kill('SIGQUIT');
  return false;
}

async function signalAndWait(
  pid: number,
  data: string,
  signal: NodeJS.Signals,
  patience: number,
): Promise<void> {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return;
    throw error;
  }
  const deadline = Date.now() + patience;
  while (isPostmaster(pid, data) && Date.now() < deadline) await sleep(10);
}

/** Ends what is left of a killed server: processes called `postgres: …` that work in its data folder. */
function endOrphans(data: string): void {
  if (process.platform !== 'linux') return;
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    try {
      if (readlinkSync(`/proc/${pid}/cwd`) !== data) continue;
      if (!readFileSync(`/proc/${pid}/cmdline`, 'latin1').startsWith('postgres: ')) continue;
      process.kill(Number(pid), 'SIGQUIT');
    } catch {
      continue; // it has just ended, or is somebody else's
    }
  }
}

function startFailed(layout: HomeLayout, said: string): AppError {
  return new AppError(
    'unavailable',
    'database_start_failed',
    `PostgreSQL does not start on ${layout.data}; its log is ${layout.log}` +
      (said ? ` and ends with:\n${said}` : ''),
  );
}
