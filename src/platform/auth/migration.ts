import { SCHEMA } from '../db/roles.ts';
import { tenantTable } from '../db/tenant-table.ts';
import type { MigrationFile } from '../db/types.ts';

/** API keys: of the secret only its hash. Keys are revoked, never deleted, so audit rows keep their actor. */
export const apiKeyMigration: MigrationFile = {
  name: '0_platform_0005_api_key',
  sql: `
create table ${SCHEMA}.api_key (
  tenant_id int not null,
  key_id text not null,
  hash bytea not null,
  scopes text[] not null,
  name text not null,
  created_at timestamptz not null,
  expires_at timestamptz,
  revoked_at timestamptz,
  primary key (tenant_id, key_id)
);
${tenantTable('api_key', { app: ['select', 'insert', 'update'] })}
`,
};
