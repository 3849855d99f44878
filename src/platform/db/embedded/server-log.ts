import { closeSync, fchownSync, openSync, readSync, renameSync, statSync } from 'node:fs';
import type { HomeLayout } from './home-layout.ts';
import type { RunAs } from './run-as.ts';

const MAX_BYTES = 4_000_000;

/** Opens the server's log for appending; a large one is set aside first, so that two of them are the most. */
export function openServerLog(layout: HomeLayout, as: RunAs): number {
  const stats = statSync(layout.log, { throwIfNoEntry: false });
  if (stats && stats.size > MAX_BYTES) renameSync(layout.log, `${layout.log}.1`);
  const handle = openSync(layout.log, 'a', 0o600);
  if (as.uid !== undefined && as.gid !== undefined) fchownSync(handle, as.uid, as.gid);
  return handle;
}

/** Where the log ends now; give it to {@link logSince}. */
export function logPosition(layout: HomeLayout): number {
  return statSync(layout.log, { throwIfNoEntry: false })?.size ?? 0;
}

/** The last lines written after a position: what PostgreSQL itself says about a failure. */
export function logSince(layout: HomeLayout, position: number): string {
  const text = readFrom(layout.log, position);
  return text.split('\n').filter(Boolean).slice(-8).join('\n');
}

function readFrom(file: string, position: number): string {
  const size = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
  const from = Math.max(position, size - 65_536);
  if (from >= size) return '';
  const handle = openSync(file, 'r');
  try {
    const bytes = Buffer.alloc(size - from);
    readSync(handle, bytes, 0, bytes.length, from);
    return bytes.toString('utf8');
  } finally {
    closeSync(handle);
  }
}
