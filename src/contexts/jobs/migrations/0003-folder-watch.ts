import { tenantTable } from '../../../platform/db/tenant-table.ts';
import type { MigrationFile } from '../../../platform/db/types.ts';

/**
 * Folders that are followed. `request` is what each run of them is asked for. One worker at a time follows a folder:
 * `followed_by` until `followed_until`.
 */
export const createFolderWatch: MigrationFile = {
  name: 'jobs_0003_folder_watch',
  sql: `
create table keelson.folder_watch (
  tenant_id int not null,
  folder_path text not null,
  request jsonb not null,
  debounce_seconds double precision not null check (debounce_seconds > 0),
  requested_by jsonb not null,
  created_at timestamptz not null default now(),
  followed_by text,
  followed_until timestamptz,
  problem text,
  primary key (tenant_id, folder_path)
);
${tenantTable('folder_watch', { worker: ['select'] })}
`,
};
