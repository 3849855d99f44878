import { execFileSync, spawn } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';

/** One finished run of a command: wall and CPU seconds, and peak memory in bytes over its whole process tree. */
export interface Measurement {
  seconds: number;
  /** CPU seconds of the tree, as last sampled (the last 200 ms of a process are not seen). */
  cpu: number;
  /** Largest peak resident set of one process of the tree. */
  largestProcess: number;
  code: number;
  stdout: string;
  stderr: string;
}

const TICKS_PER_SECOND = 100; // USER_HZ on Linux
/** A sample takes 0.6 ms, warm and with 66 processes, of a core that what is measured may want. */
const SAMPLE_MS = 200;

interface Sample {
  cpu: number;
  peak: number;
}

/**
 * Runs a command without a shell and samples /proc for its process tree. What others have written is brought to disk
 * before, so that no run waits for the one before it. Linux only.
 */
export function measure(
  command: string,
  args: readonly string[],
  options: { cwd?: string; env?: NodeJS.ProcessEnv; alsoPid?: () => number | undefined } = {},
): Promise<Measurement> {
  execFileSync('sync');
  return new Promise((resolve, reject) => {
    const started = performance.now();
    const child = spawn(command, args, {
      cwd: options.cwd,
      env: options.env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const seen = new Map<number, Sample>();
    const timer = setInterval(() => sample(child.pid, seen), SAMPLE_MS);
    let stdout = '';
    let stderr = '';
    child.stdout.on('data', (part: Buffer) => (stdout += part.toString()));
    child.stderr.on('data', (part: Buffer) => (stderr = (stderr + part.toString()).slice(-20_000)));
    child.on('error', reject);
    child.on('close', (code) => {
      clearInterval(timer);
      const samples = [...seen.values()];
      resolve({
        seconds: (performance.now() - started) / 1000,
        cpu: samples.reduce((sum, one) => sum + one.cpu, 0),
        largestProcess: Math.max(0, ...samples.map((one) => one.peak)),
        code: code ?? 1,
        stdout,
        stderr,
      });
    });
  });
}

function sample(root: number | undefined, seen: Map<number, Sample>): void {
  if (root === undefined) return;
  const parents = new Map<number, number>();
  for (const entry of readdirSync('/proc')) {
    if (!/^\d+$/.test(entry)) continue;
    const stat = readQuietly(`/proc/${entry}/stat`);
    if (stat === undefined) continue;
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    parents.set(Number(entry), Number(fields[1]));
    if (!inTree(Number(entry), root, parents)) continue;
    const status = readQuietly(`/proc/${entry}/status`);
    const peak = Number(/VmHWM:\s+(\d+)/.exec(status ?? '')?.[1] ?? 0) * 1024;
    const cpu = (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
    const before = seen.get(Number(entry));
    seen.set(Number(entry), {
      cpu: Math.max(cpu, before?.cpu ?? 0),
      peak: Math.max(peak, before?.peak ?? 0),
    });
  }
}

/** /proc lists pids in rising order, so a parent is nearly always known before its child. */
function inTree(pid: number, root: number, parents: Map<number, number>): boolean {
  for (let at: number | undefined = pid; at !== undefined && at > 1; at = parents.get(at))
    if (at === root) return true;
  return false;
}

function readQuietly(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined; // The process ended between the listing and the read.
  }
}

/** Middle value; the mean of the two middle ones for an even count. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}
