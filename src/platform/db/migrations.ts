import { refuseMigration } from './refuse.ts';
import { APP_ROLE, SCHEMA, WORKER_ROLE } from './roles.ts';
import { tenantTable } from './tenant-table.ts';
import type { MigrationFile } from './types.ts';

/**
 * The platform's first migration. Names of the platform's migrations start with `0_`, so that they come before
 * those of every context.
 */
const createTenants: MigrationFile = {
  name: '0_platform_0001_tenants',
  sql: `
grant usage on schema ${SCHEMA} to ${APP_ROLE}, ${WORKER_ROLE};
alter default privileges revoke execute on functions from public;
alter default privileges in schema ${SCHEMA} grant usage on sequences to ${APP_ROLE}, ${WORKER_ROLE};

create table ${SCHEMA}.tenants (
  tenant_id int primary key check (tenant_id > 0),
  name text not null,
  created_at timestamptz not null default now()
);
insert into ${SCHEMA}.tenants (tenant_id, name) values (1, 'local');
${tenantTable('tenants', { app: ['select'], worker: ['select'] })}
`,
};

export const platformMigrations: readonly MigrationFile[] = [createTenants, refuseMigration];
