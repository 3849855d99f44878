import { APP_ROLE, WORKER_ROLE } from '../../../platform/db/roles.ts';
import type { MigrationFile } from '../../../platform/db/types.ts';

/**
 * Jobs that only some workers can do, jobs that wait for others, and the workers there are.
 *
 * `needs_folder` is the folder a worker must serve, or empty. It leads an index, so that a worker which serves few
 * folders looks up what lies below those and reads nothing of a backlog that is not for it.
 *
 * A queue's statistics are often stale. The conditions that change nothing in `job_queued` and `job_active_dedupe` keep
 * the planner from taking these in its place: it uses them only for a query that says the same.
 *
 * A job that has handed out others waits, queued, with `waiting_on` of them yet to end. They stand at its place, in
 * order of `child_number`, and are not counted in job_queue.
 */
export const addChildrenAndWorkers: MigrationFile = {
  name: 'jobs_0004_children_and_workers',
  sql: `
alter table keelson.job
  add column needs_folder text collate "C" not null default '',
  add column parent_id uuid,
  add column child_number int not null default 0,
  add column handed_out int not null default 0 check (handed_out >= 0),
  add column waiting_on int not null default 0 check (waiting_on >= 0),
  add check (waiting_on = 0 or status = 'queued'),
  add foreign key (tenant_id, parent_id) references keelson.job (tenant_id, job_id) on delete cascade;

drop index keelson.job_queued;
create index job_queued on keelson.job (tenant_id, position_key, child_number)
  where status = 'queued' and position_key > 0;
drop index keelson.job_active_dedupe;
create unique index job_active_dedupe on keelson.job (tenant_id, dedupe_key)
  where status in ('queued', 'running') and dedupe_key is not null;
create index job_needs on keelson.job (tenant_id, needs_folder, position_key, child_number)
  where status = 'queued' and waiting_on = 0;
create index job_children on keelson.job (tenant_id, parent_id) where parent_id is not null;

create table keelson.worker (
  name text primary key,
  -- Folders it serves; null for every one.
  roots text[],
  kinds text[] not null,
  concurrency int not null,
  started_at timestamptz not null default now(),
  seen_at timestamptz not null default now(),
  -- It is taken for gone when it has not been seen by then.
  expires_at timestamptz not null
);
grant select, insert, update, delete on keelson.worker to ${WORKER_ROLE};
grant select on keelson.worker to ${APP_ROLE};
`,
};
