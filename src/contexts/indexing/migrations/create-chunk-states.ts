import { tenantTable } from '../../../platform/db/tenant-table.ts';
import type { MigrationFile } from '../../../platform/db/types.ts';

/**
 * Manifests, and how far each of their chunks is. A manifest never changes; loading the same content again only says
 * where its files are now. A chunk counts as completed for as long as the rows it names are there: `index_id` and
 * `sha256` must meet a row of index_chunk, so a state cannot outlive what it speaks of.
 */
export const createChunkStates: MigrationFile = {
  name: 'indexing_0003_create_chunk_states',
  formerly: 'indexing_0002_create_chunk_states',
  sql: `
create table keelson.index_manifest (
  tenant_id int not null,
  manifest_id text collate "C" not null,
  repository text collate "C" not null,
  folder text not null,
  version text not null,
  created timestamptz not null,
  generator text not null,
  kernel_version text,
  kernel_path text,
  config text,
  total_chunks int not null check (total_chunks > 0),
  total_size_bytes bigint not null,
  totals jsonb not null,
  document jsonb not null,
  registered_at timestamptz not null default clock_timestamp(),
  primary key (tenant_id, manifest_id)
);
alter table keelson.index_manifest alter document set storage extended;
create index index_manifest_latest on keelson.index_manifest (tenant_id, registered_at desc);
comment on column keelson.index_manifest.folder is 'Where the chunk files are, on the machine of the worker.';

create table keelson.index_chunk_state (
  tenant_id int not null,
  manifest_id text collate "C" not null,
  number int2 not null,
  chunk_id text collate "C" not null,
  status text not null default 'pending' check (status in ('pending', 'processing', 'completed', 'failed')),
  started_at timestamptz,
  completed_at timestamptz,
  error_code text,
  error_message text,
  retry_count int2 not null default 0 check (retry_count between 0 and 3),
  retry_at timestamptz,
  symbols_processed int not null default 0,
  checksum_verified boolean not null default false,
  job_id uuid,
  index_id int,
  sha256 text,
  primary key (tenant_id, manifest_id, number),
  unique (tenant_id, manifest_id, chunk_id),
  foreign key (tenant_id, manifest_id) references keelson.index_manifest on delete cascade,
  check ((status in ('completed', 'failed')) = (completed_at is not null)),
  check ((status = 'failed') = (error_message is not null)),
  check (status <> 'processing' or job_id is not null)
);
comment on column keelson.index_chunk_state.number is 'Ordinal of the chunk less one, as in index_chunk.chunk.';
comment on column keelson.index_chunk_state.started_at is 'Of the latest attempt; null while a processing chunk waits for its job to begin with it.';
${tenantTable('index_manifest')}
${tenantTable('index_chunk_state')}
`,
};
