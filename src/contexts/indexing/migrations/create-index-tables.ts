import type { MigrationFile } from '../../../platform/db/types.ts';
import { tenantTable } from '../../../platform/db/tenant-table.ts';

/**
 * code_index and index_chunk are ordinary tables. The others are partitioned by index: a partition is loaded while
 * detached, then attached, and dropped whole when a newer index takes its place. Text is COLLATE "C": a B-tree on it
 * takes half the time to build. Wide columns are EXTERNAL: their writers delta- and front-code, and compressing them
 * again cost more than it saved.
 */
export const createIndexTables: MigrationFile = {
  name: 'indexing_0001_create_index_tables',
  sql: `
create table keelson.code_index (
  tenant_id int not null,
  id int not null generated always as identity,
  repository text collate "C" not null,
  plan_key text collate "C" not null,
  state text not null check (state in ('loading', 'ready', 'superseded')),
  chunks int not null,
  manifest_id text collate "C",
  totals jsonb not null default '{}',
  created_at timestamptz not null default now(),
  touched_at timestamptz not null default now(),
  ready_at timestamptz,
  superseded_at timestamptz,
  primary key (tenant_id, id)
);
create unique index code_index_loading on keelson.code_index (tenant_id, repository) where state = 'loading';
create unique index code_index_ready on keelson.code_index (tenant_id, repository) where state = 'ready';

create table keelson.index_chunk (
  tenant_id int not null,
  index_id int not null,
  chunk int2 not null,
  sha256 text,
  bytes bigint,
  counts jsonb not null,
  committed_at timestamptz not null default now(),
  primary key (tenant_id, index_id, chunk)
);

create table keelson.index_file (
  tenant_id int not null,
  index_id int not null,
  chunk int2 not null,
  file_id int not null,
  path text collate "C" not null,
  language text collate "C" not null,
  bytes int not null,
  lines int not null,
  includes text collate "C",
  include_lines bytea,
  operations text collate "C",
  toplevel text collate "C",
  toplevel_lines bytea,
  macros bytea,
  macro_lines bytea
) partition by list (index_id);
alter table keelson.index_file
  alter includes set storage external,
  alter include_lines set storage external,
  alter operations set storage external,
  alter toplevel set storage external,
  alter toplevel_lines set storage external,
  alter macros set storage external,
  alter macro_lines set storage external;

create table keelson.index_symbol (
  tenant_id int not null,
  index_id int not null,
  symbol_id int not null,
  file_id int not null,
  name text collate "C" not null,
  kind "char" not null,
  flags int2 not null,
  line int not null,
  end_line int not null,
  parent_id int,
  signature text collate "C",
  refs text collate "C",
  ref_lines bytea
) partition by list (index_id);
alter table keelson.index_symbol
  alter signature set storage external,
  alter refs set storage external,
  alter ref_lines set storage external;

create table keelson.index_posting (
  tenant_id int not null,
  index_id int not null,
  key text collate "C" not null,
  kind "char" not null,
  chunk int2 not null,
  ids int[] not null
) partition by list (index_id);
alter table keelson.index_posting
  alter ids set storage external;

create table keelson.index_macro (
  tenant_id int not null,
  index_id int not null,
  bucket int2 not null,
  chunk int2 not null,
  hits bytea not null
) partition by list (index_id);
alter table keelson.index_macro
  alter hits set storage external;

create table keelson.index_entrypoint (
  tenant_id int not null,
  index_id int not null,
  chunk int2 not null,
  file_id int not null,
  kind text collate "C" not null,
  name text collate "C",
  symbol text collate "C",
  line int not null
) partition by list (index_id);

create table keelson.index_name (
  tenant_id int not null,
  index_id int not null,
  base_id int not null,
  file_id int not null,
  language text collate "C" not null,
  kinds text collate "C" not null,
  names text collate "C" not null
) partition by list (index_id);
alter table keelson.index_name
  alter kinds set storage external,
  alter names set storage external;
comment on table keelson.index_name is
  'Names in blocks for substring search: those of up to 128 consecutive symbols of one file in lower case, joined by newlines; base_id is the first symbol''s id, kinds has a letter a name.';

${[
  'code_index',
  'index_chunk',
  'index_file',
  'index_symbol',
  'index_posting',
  'index_macro',
  'index_entrypoint',
  'index_name',
]
  .map((table) => tenantTable(table, { app: ['select'] }))
  .join('\n')}
`,
};
