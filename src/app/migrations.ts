import { indexingMigrations } from '../contexts/indexing/index.ts';
import { jobsMigrations } from '../contexts/jobs/index.ts';
import { platformMigrations } from '../platform/db/migrations.ts';
import type { MigrationFile } from '../platform/db/types.ts';
import { runnerMigrations } from '../platform/runner/migrations.ts';

/** Every table of Keelson, platform first. */
export function allMigrations(): MigrationFile[] {
  return [...platformMigrations, ...runnerMigrations, ...jobsMigrations, ...indexingMigrations];
}
