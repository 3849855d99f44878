import { SCHEMA } from '../db/roles.ts';
import { tenantTable } from '../db/tenant-table.ts';
import type { MigrationFile } from '../db/types.ts';

/** Answers kept for repeated requests. `json`, not `jsonb`: a repeated answer has its fields in the same order. */
export const idempotencyMigration: MigrationFile = {
  name: '0_platform_0004_idempotency',
  sql: `
create table ${SCHEMA}.idempotency (
  tenant_id int not null,
  key text not null,
  operation text not null,
  request_hash bytea not null,
  response json,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  primary key (tenant_id, key, operation)
);
create index idempotency_expiry on ${SCHEMA}.idempotency (tenant_id, expires_at);
${tenantTable('idempotency')}
`,
};
