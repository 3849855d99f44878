import { tenantTable } from '../../../platform/db/tenant-table.ts';
import type { MigrationFile } from '../../../platform/db/types.ts';

/**
 * The dictionary of an index: its names in the order of their bytes, in blocks. Indexes that are there, or are being
 * loaded, get a table for it; their lists of grams name what the dictionary does not have, so they are built again.
 */
export const createTermTable: MigrationFile = {
  name: 'indexing_0044_create_term_table',
  sql: `
create table keelson.index_term (
  tenant_id int not null,
  index_id int not null,
  number int not null,
  first bytea not null,
  block bytea not null
) partition by list (index_id);
alter table keelson.index_term
  alter block set storage main;
comment on table keelson.index_term is
  'Filled behind a ready index, or empty: its names in the order of their bytes. first is no later than the first name of the block, and after the last one before; block is deflated.';

${tenantTable('index_term', { app: ['select'] })}

truncate keelson.index_gram;
do $$
declare
  gram record;
  term text;
begin
  for gram in
    select c.relname, c.relispartition, substring(c.relname from '[0-9]+$') as index_id, pg_get_constraintdef(o.oid) as own
    from pg_class c
    join pg_constraint o on o.conrelid = c.oid and o.conname = c.relname || '_own'
    where c.relnamespace = 'keelson'::regnamespace and c.relkind = 'r' and c.relname ~ '^index_gram_[0-9]+$'
  loop
    term := 'index_term_' || gram.index_id;
    execute format('create table keelson.%I (like keelson.index_term including storage)', term);
    execute format('alter table keelson.%I add constraint %I %s', term, term || '_own', gram.own);
    if gram.relispartition then
      execute format('create index %I on keelson.%I (first)', term || '_first', term);
      execute format('create index %I on keelson.%I (number)', term || '_number', term);
      execute format('alter table keelson.%I enable row level security, force row level security', term);
      execute format('alter table keelson.index_term attach partition keelson.%I for values in (%s)', term, gram.index_id);
    end if;
  end loop;
end $$;
`,
};
