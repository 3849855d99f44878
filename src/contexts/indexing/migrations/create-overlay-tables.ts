import type { MigrationFile } from '../../../platform/db/types.ts';
import { tenantTable } from '../../../platform/db/tenant-table.ts';

/**
 * What an index was made from, and which of its files have been replaced since. `index_source.files` is the whole
 * list as one packed value: it is only ever read and written as a whole, and a row a file would double the rows of
 * small repositories.
 */
export const createOverlayTables: MigrationFile = {
  name: 'indexing_0010_create_overlay_tables',
  sql: `
alter table keelson.code_index
  add column revision int not null default 0,
  add column overlays int not null default 0,
  add column commit_id text collate "C",
  add column changed_at timestamptz;
comment on column keelson.code_index.revision is 'Counts the incremental runs since the index was made.';
comment on column keelson.code_index.overlays is 'Files whose rows are not, or no longer, those of the chunk files.';

create table keelson.index_source (
  tenant_id int not null,
  index_id int not null,
  generator text collate "C" not null,
  request jsonb not null,
  files bytea not null,
  primary key (tenant_id, index_id)
);
alter table keelson.index_source alter files set storage external;

create table keelson.index_overlay (
  tenant_id int not null,
  index_id int not null,
  path text collate "C" not null,
  chunk int2,
  size bigint,
  mtime_ms float8,
  primary key (tenant_id, index_id, path)
);
comment on table keelson.index_overlay is
  'Files changed since the index was made: chunk holds their rows (null: they have none); size and time are null once deleted.';

${['index_source', 'index_overlay'].map((table) => tenantTable(table, { app: ['select'] })).join('\n')}
`,
};
