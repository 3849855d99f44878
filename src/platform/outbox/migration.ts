import { APP_ROLE, SCHEMA } from '../db/roles.ts';
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

/**
 * The events of one transaction are one row, numbered from `first_seq` to `last_seq`: a row for each cost more than the
 * change it told of. `outbox` shows them one by one; who reads on from a number says `last_seq > …` as well, which the
 * primary key answers.
 *
 * `events` is `[{id, type, subject, data}, …]`, as text (json, not jsonb): it is written once and taken apart by whoever
 * reads it. Nor is it compressed: that took an eighth of the time to claim and end a job.
 */
export const batchOutboxMigration: MigrationFile = {
  name: '0_platform_0006_outbox_batches',
  sql: `
alter table ${SCHEMA}.outbox rename to outbox_batch;
alter table ${SCHEMA}.outbox_batch rename column seq to last_seq;
alter table ${SCHEMA}.outbox_batch rename column data to events;
alter table ${SCHEMA}.outbox_batch
  alter column events type json using json_build_array(
    json_build_object('id', event_id, 'type', type, 'subject', subject, 'data', events)),
  add column first_seq bigint;
alter table ${SCHEMA}.outbox_batch
  alter column first_seq type bigint using last_seq,
  alter column first_seq set not null,
  drop column event_id,
  drop column type,
  drop column subject,
  alter column events set storage external,
  add check (first_seq <= last_seq);
alter index ${SCHEMA}.outbox_pkey rename to outbox_batch_pkey;
create view ${SCHEMA}.outbox with (security_invoker = true) as
  select b.tenant_id, b.first_seq + e.n - 1 as seq, b.last_seq, (e.event ->> 'id')::uuid as event_id,
    e.event ->> 'type' as type, e.event ->> 'subject' as subject, e.event -> 'data' as data,
    b.occurred_at, b.request_id, b.traceparent, b.published_at
  from ${SCHEMA}.outbox_batch b cross join lateral json_array_elements(b.events) with ordinality as e (event, n);
grant select on ${SCHEMA}.outbox to ${APP_ROLE};
`,
};
