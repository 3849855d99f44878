import { SCHEMA } from '../db/roles.ts';
import { tenantTable } from '../db/tenant-table.ts';
import type { MigrationFile } from '../db/types.ts';

/** Events in the order of their tenant's commits; `outbox_head` holds the last number given out. */
export const outboxMigration: MigrationFile = {
  name: '0_platform_0003_outbox',
  sql: `
create table ${SCHEMA}.outbox_head (
  tenant_id int primary key,
  last_seq bigint not null
);
create table ${SCHEMA}.outbox (
  tenant_id int not null,
  seq bigint not null,
  event_id uuid not null,
  type text not null,
  subject text not null,
  data jsonb not null,
  occurred_at timestamptz not null,
  request_id text not null,
  traceparent text,
  published_at timestamptz,
  primary key (tenant_id, seq)
);
create index outbox_unpublished on ${SCHEMA}.outbox (tenant_id, seq) where published_at is null;
${tenantTable('outbox_head', { app: ['select', 'insert', 'update'] })}
${tenantTable('outbox', { app: ['select', 'insert'] })}
`,
};
