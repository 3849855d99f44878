import type { MigrationFile } from '../../../platform/db/types.ts';

/**
 * Macros are filed under the top 8 bits of their hash, no longer 11. A row stays as it is but for the number: a bucket
 * of a chunk may have several. Loads that are under way have tables of their own, and may go on after this.
 */
export const widenMacroBuckets: MigrationFile = {
  name: 'indexing_0045_widen_macro_buckets',
  sql: `
alter table keelson.index_macro no force row level security;
update keelson.index_macro set bucket = bucket >> 3;
alter table keelson.index_macro force row level security;
do $$
declare part regclass;
begin
  for part in select oid from pg_class
    where relnamespace = 'keelson'::regnamespace and relkind = 'r' and not relispartition
      and relname ~ '^index_macro_[0-9]+$'
  loop
    execute format('update %s set bucket = bucket >> 3', part);
  end loop;
end $$;
`,
};
