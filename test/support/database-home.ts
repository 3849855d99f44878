import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { layoutOf } from '../../src/platform/db/embedded/home-layout.ts';
import { isPostmaster, readPostmasterFile } from '../../src/platform/db/embedded/postmaster-file.ts';
import { eventually } from './eventually.ts';

/** Makes a folder for a database that the server's user can reach when the tests run as root. */
export function makeHome(name = 'keelson-home-'): string {
  const home = mkdtempSync(path.join(tmpdir(), name));
  chmodSync(home, 0o711);
  return home;
}

/** An ordinary user the tests may run programs as; undefined when they are run by one. */
export const ordinaryUser: number | undefined = process.getuid?.() === 0 ? 65_534 : undefined;

export function removeHome(home: string): void {
  rmSync(home, { recursive: true, force: true, maxRetries: 5 });
}

/** Whether the server of this pid still runs on this home. */
export function serverRuns(home: string, pid: number): boolean {
  return isPostmaster(pid, layoutOf(home).data);
}

/** kill -9 of a home's server; resolves when it has gone. */
export async function killServer(home: string): Promise<void> {
  const { pid } = readPostmasterFile(layoutOf(home).data)!;
  process.kill(pid, 'SIGKILL');
  await until(() => !serverRuns(home, pid), 'the server to be gone');
}

/** Waits until something is true. */
export async function until(isTrue: () => boolean, what: string, patienceMs = 15_000): Promise<void> {
  await eventually(() => isTrue() || undefined, what, patienceMs);
}
