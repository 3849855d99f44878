import { readlinkSync } from 'node:fs';
import { hostname } from 'node:os';
import { isMarkAlive, newProcessMark } from '../../../platform/processes/process-identity.ts';

/** Where pids of this process mean something: the host, and on Linux the pid namespace (containers share hosts). */
const place = `${hostname()}/${pidNamespace()}`;

/** The name under which this process's worker holds leases: `<place>:<process mark>`. */
export function newWorkerName(): string {
  return `${place}:${newProcessMark()}`;
}

/** Whether a worker is known to be dead: it ran here, and its process is gone. Of other places nothing is known. */
export function isWorkerDead(name: string): boolean {
  const at = name.lastIndexOf(':');
  return name.slice(0, at) === place && !isMarkAlive(name.slice(at + 1));
}

function pidNamespace(): string {
  try {
    return readlinkSync('/proc/self/ns/pid').replaceAll(/\D/g, '');
  } catch {
    return '0';
  }
}
