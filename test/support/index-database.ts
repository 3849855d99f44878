import { indexingMigrations } from '../../src/contexts/indexing/index.ts';
import { platformMigrations } from '../../src/platform/db/migrations.ts';
import { runnerMigrations } from '../../src/platform/runner/migrations.ts';
import { testDatabase } from './database.ts';
import type { TestDatabase } from './database.ts';

/** A database with the tables of the platform and of indexing. */
export function indexDatabase(): Promise<TestDatabase> {
  return testDatabase([...platformMigrations, ...runnerMigrations, ...indexingMigrations]);
}
