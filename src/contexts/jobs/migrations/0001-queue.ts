import { tenantTable } from '../../../platform/db/tenant-table.ts';
import type { MigrationFile } from '../../../platform/db/types.ts';

/**
 * The queue. `position_key` is the place in line and never changes, so a job that comes back after a crash comes
 * back to its place. `lease_token` grows with every claim and fences off whoever claimed before.
 *
 * `job_queue` counts a tenant's queued jobs: its row lock puts submitters in line, which makes the cap exact.
 *
 * Not in any index: what heartbeats and progress write, so that these updates stay in their page (HOT).
 */
export const createQueue: MigrationFile = {
  name: 'jobs_0001_queue',
  sql: `
create table keelson.job_queue (
  tenant_id int primary key,
  queued int not null default 0 check (queued >= 0),
  last_claimed_at timestamptz
);
${tenantTable('job_queue', { app: ['select', 'insert', 'update'], worker: ['select'] })}

create table keelson.job (
  tenant_id int not null,
  job_id uuid not null,
  position_key bigint not null generated always as identity,
  kind text not null,
  status text not null default 'queued'
    check (status in ('queued', 'running', 'completed', 'failed', 'cancelled')),
  dedupe_key text,
  input jsonb not null,
  folder_path text,
  source text not null check (source in ('manual', 'auto')),
  requested_by jsonb not null,
  created_at timestamptz not null default now(),
  available_at timestamptz not null default now(),
  started_at timestamptz,
  -- To the millisecond, so that the list's cursor holds it exactly.
  completed_at timestamptz(3),
  attempt int not null default 0,
  max_attempts int not null check (max_attempts > 0),
  timeout_seconds int not null check (timeout_seconds > 0),
  lease_token bigint not null default 0,
  lease_owner text,
  lease_expires_at timestamptz,
  cancel_requested_at timestamptz,
  progress jsonb,
  progress_updated_at timestamptz,
  result jsonb,
  error jsonb,
  primary key (tenant_id, job_id),
  check ((status = 'running') = (lease_expires_at is not null)),
  check ((status in ('completed', 'failed', 'cancelled')) = (completed_at is not null))
) with (fillfactor = 80, autovacuum_vacuum_scale_factor = 0.05);

create unique index job_active_dedupe on keelson.job (tenant_id, dedupe_key)
  where status in ('queued', 'running');
create index job_queued on keelson.job (tenant_id, position_key) where status = 'queued';
create index job_running on keelson.job (tenant_id) where status = 'running';
create index job_finished on keelson.job (tenant_id, completed_at desc, job_id desc) include (status)
  where status in ('completed', 'failed', 'cancelled');
create index job_completed on keelson.job (completed_at) where completed_at is not null;
${tenantTable('job', { worker: ['select'] })}
`,
};
