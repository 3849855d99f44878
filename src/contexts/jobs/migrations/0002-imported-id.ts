import type { MigrationFile } from '../../../platform/db/types.ts';

/** Ids that imported jobs had elsewhere, where those were no UUIDs: the same job is not imported twice. */
export const addImportedId: MigrationFile = {
  name: 'jobs_0002_imported_id',
  sql: `
alter table keelson.job add column imported_id text;
create unique index job_imported_id on keelson.job (tenant_id, imported_id) where imported_id is not null;
`,
};
