import { chmodSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** A new folder for what a bench writes. The embedded PostgreSQL may run as another user, who must be able to pass through. */
export function makeScratch(): string {
  const scratch = mkdtempSync(path.join(tmpdir(), 'keelson-bench-'));
  chmodSync(scratch, 0o711);
  return scratch;
}
