import type { MigrationFile } from '../../../platform/db/types.ts';
import { tenantTable } from '../../../platform/db/tenant-table.ts';

/** Which blocks of names and which paths hold a gram; partitioned as the other tables of an index are. */
export const createGramTable: MigrationFile = {
  name: 'indexing_0040_create_gram_table',
  sql: `
create table keelson.index_gram (
  tenant_id int not null,
  index_id int not null,
  gram int not null,
  ids bytea not null
) partition by list (index_id);
alter table keelson.index_gram
  alter ids set storage external;
comment on table keelson.index_gram is
  'Filled behind a ready index: for a run of three characters, steps between ascending ids of what holds it. The row of gram -1 is there once all are, and holds the last id they cover.';

${tenantTable('index_gram', { app: ['select'] })}
`,
};
