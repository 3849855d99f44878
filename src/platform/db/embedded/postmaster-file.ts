import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { execFileSync } from 'node:child_process';
import { isPidAlive } from '../../processes/process-identity.ts';
import { SOCKET_NAME } from './socket-folder.ts';

/** What a running server writes into postmaster.pid (source: PostgreSQL's pidfile.h). */
export interface PostmasterFile {
  pid: number;
  socketFolder: string;
  status: string;
}

/** Reads postmaster.pid; undefined when it is missing or not (yet) whole. */
export function readPostmasterFile(data: string): PostmasterFile | undefined {
  const lines = readText(fileOf(data)).split('\n');
  const pid = Number(lines[0]);
  if (!Number.isInteger(pid) || pid <= 0) return undefined;
  return { pid, socketFolder: lines[4] ?? '', status: (lines[7] ?? '').trim() };
}

/** The server that runs on this data folder, if one does. */
export function findPostmaster(data: string): PostmasterFile | undefined {
  const file = readPostmasterFile(data);
  return file && isPostmaster(file.pid, data) ? file : undefined;
}

/** Whether a process is a server on this data folder, and not another program that got its pid. */
export function isPostmaster(pid: number, data: string): boolean {
  if (!isPidAlive(pid)) return false;
  const command = readText(`/proc/${pid}/cmdline`).split('\0').join(' ') || commandByPs(pid);
  return command.includes(`-D ${data}`);
}

/**
 * Makes a postmaster.pid that no server stands behind harmless. PostgreSQL would refuse to start when another
 * program has got that pid, so the pid is replaced by ours, which it takes for stale as it is its parent's. The
 * rest is kept: by it PostgreSQL notices children of the dead server that are still writing.
 */
export function disarmPostmasterFile(data: string, socketFolder: string): void {
  const text = readText(fileOf(data));
  const rest = text.indexOf('\n');
  if (/^\d+$/.test(text.slice(0, Math.max(rest, 0)))) {
    writeFileSync(fileOf(data), `${process.pid}${text.slice(rest)}`);
  } else {
    rmSync(fileOf(data), { force: true });
  }
  rmSync(path.join(socketFolder, `${SOCKET_NAME}.lock`), { force: true });
}

const fileOf = (data: string): string => path.join(data, 'postmaster.pid');

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

/** The command line where there is no /proc (macOS). */
function commandByPs(pid: number): string {
  if (process.platform === 'linux') return '';
  try {
    return execFileSync('/bin/ps', ['-o', 'command=', '-p', String(pid)], { encoding: 'utf8' });
  } catch {
    return '';
  }
}
