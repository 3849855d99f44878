import type { MigrationFile } from '../../../platform/db/types.ts';

/**
 * Most postings have one id: it gets a column of its own in place of an array of one, and how often callers call again
 * becomes a column of the callers' row in place of a row. Columns stand so that little is lost between them. Rows of
 * indexes that are there are rewritten, and their B-trees made again.
 */
export const slimPostings: MigrationFile = {
  name: 'indexing_0043_slim_postings',
  sql: `
alter table keelson.index_posting no force row level security;
alter table keelson.index_posting
  add column first_id int,
  add column repeats int,
  add column new_chunk int2,
  add column new_kind "char",
  add column new_key text collate "C",
  add column other_ids int[];
alter table keelson.index_posting
  alter other_ids set storage external;
update keelson.index_posting p
  set first_id = ids[1], other_ids = nullif(ids[2:], '{}'), new_chunk = chunk, new_kind = kind, new_key = key,
    repeats = case when kind = 'c' then (
      select r.ids[1] from keelson.index_posting r
      where r.tenant_id = p.tenant_id and r.index_id = p.index_id and r.key = p.key and r.kind = 'r'
        and r.chunk = p.chunk) end
  where kind <> 'r';
delete from keelson.index_posting where kind = 'r';
alter table keelson.index_posting
  drop column key,
  drop column kind,
  drop column chunk,
  drop column ids,
  alter first_id set not null,
  alter new_chunk set not null,
  alter new_kind set not null,
  alter new_key set not null;
alter table keelson.index_posting rename column new_chunk to chunk;
alter table keelson.index_posting rename column new_kind to kind;
alter table keelson.index_posting rename column new_key to key;
do $$
declare part regclass;
begin
  for part in select inhrelid from pg_inherits where inhparent = 'keelson.index_posting'::regclass loop
    execute format('create index %I on %s (key, kind)', (select relname from pg_class where oid = part) || '_key', part);
    execute format('create index %I on %s using brin (chunk) with (pages_per_range = 16)',
      (select relname from pg_class where oid = part) || '_chunk', part);
    execute format('alter table %s alter other_ids set statistics 0', part);
  end loop;
end $$;
alter table keelson.index_posting force row level security;
`,
};
