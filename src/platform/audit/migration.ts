import { SCHEMA } from '../db/roles.ts';
import { tenantTable } from '../db/tenant-table.ts';
import type { MigrationFile } from '../db/types.ts';

/** Who did what. Ids are UUIDv7, so the primary key is also the order in time. The app role can only add rows. */
export const auditMigration: MigrationFile = {
  name: '0_platform_0002_audit',
  sql: `
create table ${SCHEMA}.audit (
  tenant_id int not null,
  id uuid not null,
  at timestamptz not null,
  actor_kind text not null,
  actor_id text not null,
  door text not null,
  operation text not null,
  request_id text not null,
  subject text,
  changes jsonb,
  outcome text not null check (outcome in ('done', 'denied')),
  primary key (tenant_id, id)
);
${tenantTable('audit', { app: ['select', 'insert'] })}
`,
};

/** A change may concern several things: they are all named, in one row. */
export const auditSubjectsMigration: MigrationFile = {
  name: '0_platform_0007_audit_subjects',
  sql: `
alter table ${SCHEMA}.audit rename column subject to subjects;
alter table ${SCHEMA}.audit
  alter column subjects type text[] using case when subjects is null then '{}' else array[subjects] end,
  alter column subjects set not null,
  alter column subjects set storage external;
`,
};
