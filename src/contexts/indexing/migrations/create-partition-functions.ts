import type { MigrationFile } from '../../../platform/db/types.ts';

/**
 * What a worker does that takes the owner's rights: the tables of an index are made, indexed, attached and dropped by
 * functions that run as the owner and do that alone, to tables of an index of the transaction's tenant, and never drop
 * those of an index that answers. So a worker need not be the owner.
 *
 * Tables are made like their parents, with tenant and index fixed by defaults (COPY leaves them out) and by a CHECK,
 * which saves ATTACH a scan. Autovacuum stays away until they are published: it would hold up CREATE INDEX.
 */
export const createPartitionFunctions: MigrationFile = {
  name: 'indexing_0050_partition_functions',
  sql: `
create function keelson.index_parents() returns setof name language sql stable set search_path = pg_catalog
as $$
  select relname from pg_class
  where relnamespace = 'keelson'::regnamespace and relkind = 'p' and relname like 'index\\_%' order by relname
$$;

create function keelson.require_index(index int, states text[]) returns int language plpgsql stable
set search_path = pg_catalog as $$
declare
  tenant int;
begin
  select i.tenant_id into tenant from keelson.code_index i where i.id = index and i.state = any(states)
    and i.tenant_id = nullif(current_setting('app.tenant_id', true), '')::int;
  if tenant is null then
    raise 'index % of this tenant is in none of the states %', index, states using errcode = 'KE001';
  end if;
  return tenant;
end $$;

create function keelson.make_index_tables(index int, wide text[]) returns void language plpgsql security definer
set search_path = pg_catalog as $$
declare
  tenant int := keelson.require_index(index, array['loading']);
  parent name;
  child text;
  skipped text;
begin
  for parent in select keelson.index_parents() loop
    child := format('%s_%s', parent, index);
    execute format(
      'create table keelson.%I (like keelson.%I including storage) with (autovacuum_enabled = false)', child, parent);
    execute format('alter table keelson.%I alter column tenant_id set default %s,
      alter column index_id set default %s, add constraint %I check (tenant_id = %s and index_id = %s)',
      child, tenant, index, child || '_own', tenant, index);
    for skipped in select split_part(w, '.', 2) from unnest(wide) w where split_part(w, '.', 1) = parent loop
      execute format('alter table keelson.%I alter column %I set statistics 0', child, skipped);
    end loop;
    if exists (select from pg_roles where rolname = 'keelson_loader') then
      execute format('grant select, insert, delete, truncate on keelson.%I to keelson_loader', child);
    end if;
  end loop;
end $$;

create function keelson.build_table_index(
  index int, parent name, suffix name, columns name[], uniq boolean, method name, storage text
) returns void language plpgsql security definer set search_path = pg_catalog as $$
begin
  perform keelson.require_index(index, array['loading']);
  if parent not in (select keelson.index_parents()) or storage !~ '^(fillfactor|pages_per_range) = [0-9]{1,3}$' then
    raise 'not an index of a table of an index: % %', parent, storage;
  end if;
  execute format('create %s index if not exists %I on keelson.%I using %I (%s) with (%s)',
    case when uniq then 'unique' else '' end, format('%s_%s_%s', parent, index, suffix),
    format('%s_%s', parent, index), method,
    (select string_agg(quote_ident(c), ', ' order by n) from unnest(columns) with ordinality as u (c, n)), storage);
end $$;

create function keelson.analyze_index_table(index int, parent name) returns void language plpgsql security definer
set search_path = pg_catalog as $$
begin
  perform keelson.require_index(index, array['loading', 'ready']);
  if parent not in (select keelson.index_parents()) then
    raise 'not a table of an index: %', parent;
  end if;
  execute format('analyze keelson.%I', format('%s_%s', parent, index));
end $$;

create function keelson.attach_index_tables(index int) returns void language plpgsql security definer
set search_path = pg_catalog as $$
declare
  parent name;
  child text;
begin
  perform keelson.require_index(index, array['loading']);
  for parent in select keelson.index_parents() loop
    child := format('%s_%s', parent, index);
    execute format('alter table keelson.%I reset (autovacuum_enabled)', child);
    execute format('alter table keelson.%I enable row level security, force row level security', child);
    execute format('alter table keelson.%I attach partition keelson.%I for values in (%s)', parent, child, index);
  end loop;
end $$;

create function keelson.drop_index_tables(index int) returns void language plpgsql security definer
set search_path = pg_catalog as $$
begin
  perform keelson.require_index(index, array['loading', 'superseded']);
  execute format('drop table if exists %s',
    (select string_agg(format('keelson.%I', format('%s_%s', p, index)), ', ') from keelson.index_parents() p));
end $$;

revoke execute on function keelson.index_parents(), keelson.require_index(int, text[]),
  keelson.make_index_tables(int, text[]), keelson.analyze_index_table(int, name),
  keelson.build_table_index(int, name, name, name[], boolean, name, text),
  keelson.attach_index_tables(int), keelson.drop_index_tables(int) from public;
`,
};
