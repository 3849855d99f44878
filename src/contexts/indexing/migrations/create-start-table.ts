import { tenantTable } from '../../../platform/db/tenant-table.ts';
import type { MigrationFile } from '../../../platform/db/types.ts';

/**
 * Starts that many names of an index have. Indexes that are there, or are being loaded, get a table for them, which is
 * filled when their dictionaries are built again.
 */
export const createStartTable: MigrationFile = {
  name: 'indexing_0046_create_start_table',
  sql: `
create table keelson.index_start (
  tenant_id int not null,
  index_id int not null,
  start bytea not null,
  symbols int not null,
  macros int not null,
  is_all bool not null,
  best bytea not null
) partition by list (index_id);
alter table keelson.index_start
  alter best set storage main;
comment on table keelson.index_start is
  'Filled with index_term: starts that many names have, how many symbols and macros these are, and the best of them. A start that is not here has few, or none.';

${tenantTable('index_start', { app: ['select'] })}

do $$
declare
  term record;
  start text;
begin
  for term in
    select c.relname, c.relispartition, substring(c.relname from '[0-9]+$') as index_id, pg_get_constraintdef(o.oid) as own
    from pg_class c
    join pg_constraint o on o.conrelid = c.oid and o.conname = c.relname || '_own'
    where c.relnamespace = 'keelson'::regnamespace and c.relkind = 'r' and c.relname ~ '^index_term_[0-9]+$'
  loop
    start := 'index_start_' || term.index_id;
    execute format('create table keelson.%I (like keelson.index_start including storage)', start);
    execute format('alter table keelson.%I add constraint %I %s', start, start || '_own', term.own);
    if term.relispartition then
      execute format('create index %I on keelson.%I (start)', start || '_start', start);
      execute format('alter table keelson.%I enable row level security, force row level security', start);
      execute format('alter table keelson.index_start attach partition keelson.%I for values in (%s)', start, term.index_id);
    end if;
  end loop;
end $$;
`,
};
