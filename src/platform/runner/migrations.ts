import { auditMigration, auditSubjectsMigration } from '../audit/migration.ts';
import { apiKeyMigration } from '../auth/migration.ts';
import type { MigrationFile } from '../db/types.ts';
import { idempotencyMigration } from '../idempotency/migration.ts';
import { batchOutboxMigration, outboxMigration } from '../outbox/migration.ts';

/** Tables of the waist: what every write leaves besides its change, and the keys of those who ask. */
export const runnerMigrations: readonly MigrationFile[] = [
  auditMigration,
  outboxMigration,
  idempotencyMigration,
  apiKeyMigration,
  batchOutboxMigration,
  auditSubjectsMigration,
];
