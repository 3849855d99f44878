import type { Tx } from '../../../../kernel/context.ts';
import type { Manifest } from '../../schemas-chunk.ts';

/** Manifests of one repository that are kept; older ones go, unless they are the loaded one. */
const KEPT_MANIFESTS = 50;

export interface Registration {
  manifest: Manifest;
  /** Absolute path that readers select the index by. */
  repository: string;
  /** Absolute path of the folder with the chunk files. */
  folder: string;
  /** The index whose rows are these chunks', when they were loaded as they were made. */
  indexId?: number;
}

/**
 * Makes a manifest known, with all its chunks pending; those of an index that was just loaded are completed. One that
 * is known already becomes the latest, and its chunks keep their states, unless it is now of another repository.
 */
export async function registerManifest(tx: Tx, tenant: number, registration: Registration): Promise<void> {
  const { manifest, repository, folder, indexId } = registration;
  await tx.query({
    sql: `delete from keelson.index_chunk_state s using keelson.index_manifest m
      where m.tenant_id = $1 and m.manifest_id = $2 and m.repository <> $3
        and s.tenant_id = m.tenant_id and s.manifest_id = m.manifest_id`,
    parameters: [tenant, manifest.manifest_id, repository],
  });
  await tx.query({
    sql: `insert into keelson.index_manifest (tenant_id, manifest_id, repository, folder, version, created, generator,
        kernel_version, kernel_path, config, total_chunks, total_size_bytes, totals, document)
      values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
      on conflict (tenant_id, manifest_id) do update
        set repository = excluded.repository, folder = excluded.folder, registered_at = clock_timestamp()`,
    parameters: [
      tenant,
      manifest.manifest_id,
      repository,
      folder,
      manifest.version,
      manifest.created,
      manifest.generator,
      manifest.kernel_version ?? null,
      manifest.kernel_path ?? null,
      manifest.config ?? null,
      manifest.total_chunks,
      manifest.total_size_bytes,
      JSON.stringify(manifest.totals),
      JSON.stringify(manifest),
    ],
  });
  await insertStates(tx, tenant, manifest);
  if (indexId !== undefined) await completeLoaded(tx, tenant, manifest.manifest_id, indexId);
  await forgetOldest(tx, tenant, repository);
}

async function insertStates(tx: Tx, tenant: number, { manifest_id, chunks }: Manifest): Promise<void> {
  await tx.query({
    sql: `insert into keelson.index_chunk_state (tenant_id, manifest_id, number, chunk_id)
      select $1, $2, number, chunk_id from unnest($3::int2[], $4::text[]) as c (number, chunk_id)
      on conflict do nothing`,
    parameters: [tenant, manifest_id, chunks.map(({ ordinal }) => ordinal - 1), chunks.map(({ id }) => id)],
  });
}

/** Says of chunks that were loaded with the index what loading them from their files would have said. */
async function completeLoaded(tx: Tx, tenant: number, manifestId: string, indexId: number): Promise<void> {
  await tx.query({
    sql: `update keelson.index_chunk_state s
      set status = 'completed', started_at = c.committed_at, completed_at = c.committed_at, error_code = null,
        error_message = null, retry_count = 0, retry_at = null, checksum_verified = true, job_id = null,
        symbols_processed = coalesce((c.counts ->> 'symbols')::int, 0), index_id = c.index_id, sha256 = c.sha256
      from keelson.index_chunk c
      where s.tenant_id = $1 and s.manifest_id = $2 and s.status <> 'processing'
        and c.tenant_id = s.tenant_id and c.index_id = $3 and c.chunk = s.number`,
    parameters: [tenant, manifestId, indexId],
  });
}

async function forgetOldest(tx: Tx, tenant: number, repository: string): Promise<void> {
  await tx.query({
    sql: `delete from keelson.index_manifest m
      where m.tenant_id = $1 and m.repository = $2 and m.manifest_id in (
        select o.manifest_id from keelson.index_manifest o
        where o.tenant_id = $1 and o.repository = $2 order by o.registered_at desc offset $3)
      and not exists (
        select from keelson.code_index i
        where i.tenant_id = $1 and i.manifest_id = m.manifest_id and i.state = 'ready')`,
    parameters: [tenant, repository, KEPT_MANIFESTS],
  });
}
