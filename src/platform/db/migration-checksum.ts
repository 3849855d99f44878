import { createHash } from 'node:crypto';
import type { MigrationFile } from './types.ts';

/** What a migration is known by besides its name, to notice one that was edited: SHA-256 of its SQL, in hex. */
export function checksumOf(file: MigrationFile): string {
  return createHash('sha256').update(file.sql).digest('hex');
}
