import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';

/**
 * Names a process so that the name is never that of another one: `<pid>-<start>-<boot>`. `start` is the start
 * time in clock ticks since boot (field 22 of /proc/PID/stat) and `boot` the kernel's boot id; both are `0`
 * where there is no /proc, and the pid alone has to do.
 */
interface ProcessIdentity {
  pid: number;
  start: string;
  boot: string;
}

const hasProc = existsSync('/proc/self/stat');

/** First part of the kernel's boot id, `0` where it cannot be read. */
export const bootId: string = readBootId();

/** Name of a file that stands for this process; `suffix` tells several of one process apart. */
export function newProcessMark(): string {
  return `${process.pid}-${readStart(process.pid) ?? '0'}-${bootId}-${randomBytes(4).toString('hex')}`;
}

/** Whether the process that made a mark still runs. A name that is no mark belongs to nobody. */
export function isMarkAlive(mark: string): boolean {
  const identity = parseMark(mark);
  if (!identity || identity.boot !== bootId) return false;
  if (!hasProc) return isPidAlive(identity.pid);
  return readStart(identity.pid) === identity.start;
}

/** The pid in a mark. */
export function pidOfMark(mark: string): number | undefined {
  return parseMark(mark)?.pid;
}

/** The mark of another running process, or undefined when it runs no more. */
export function markOfPid(pid: number): string | undefined {
  const start = startOfPid(pid);
  return start === undefined ? undefined : `${pid}-${start}-${bootId}-0`;
}

/**
 * What tells a process from a later one with the same pid: its start time in clock ticks, `0` where /proc does not tell.
 * Undefined when there is none, or only a zombie: killed with its parent, it may wait long for somebody to reap it.
 */
export function startOfPid(pid: number): string | undefined {
  return hasProc ? readStart(pid) : isPidAlive(pid) ? '0' : undefined;
}

/** Whether a process of this pid exists, whoever owns it. Zombies count as gone where /proc tells. */
export function isPidAlive(pid: number): boolean {
  if (hasProc) return readStart(pid) !== undefined;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function parseMark(mark: string): ProcessIdentity | undefined {
  const parts = /^(\d{1,10})-(\d{1,20})-([0-9a-f]{1,8})(?:-\w+)?$/.exec(mark);
  return parts ? { pid: Number(parts[1]), start: parts[2]!, boot: parts[3]! } : undefined;
}

/** Start time of a process, undefined when there is none or it is a zombie. */
function readStart(pid: number): string | undefined {
  let stat: string;
  try {
    stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
  } catch {
    return undefined;
  }
  // The command name may hold spaces and parentheses: count from the last one.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return fields[0] === 'Z' || fields[0] === 'X' ? undefined : fields[19];
}

function readBootId(): string {
  try {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'latin1').slice(0, 8);
  } catch {
    return '0';
  }
}
