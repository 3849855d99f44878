import type { Tx } from '../../../../kernel/context.ts';
import type { Manifest } from '../../schemas-chunk.ts';
import { ROWS_ARE_THERE } from './read-states.ts';

export interface ManifestRow {
  manifest_id: string;
  repository: string;
  folder: string;
  version: string;
  created: Date;
  registered_at: Date;
  generator: string;
  kernel_version: string | null;
  config: string | null;
  total_chunks: number;
  total_size_bytes: string;
  totals: Manifest['totals'];
  completed: number;
  failed: number;
  loaded: boolean;
  /** Over all rows that match. */
  total: number;
}

/** Registered manifests, the latest first. */
export async function listManifests(
  tx: Tx,
  tenant: number,
  filter: { repository?: string | undefined; manifestId?: string; limit: number },
): Promise<ManifestRow[]> {
  return tx.query<ManifestRow>({
    name: 'indexing_list_manifests',
    sql: `select m.manifest_id, m.repository, m.folder, m.version, m.created, m.registered_at, m.generator,
        m.kernel_version, m.config, m.total_chunks, m.total_size_bytes::text, m.totals,
        count(s.number) filter (where s.status = 'completed' and ${ROWS_ARE_THERE})::int as completed,
        count(s.number) filter (where s.status = 'failed')::int as failed,
        exists (
          select from keelson.code_index i where i.tenant_id = $1 and i.repository = m.repository
            and i.manifest_id = m.manifest_id and i.state = 'ready') as loaded,
        count(*) over ()::int as total
      from keelson.index_manifest m
      left join keelson.index_chunk_state s on s.tenant_id = m.tenant_id and s.manifest_id = m.manifest_id
      where m.tenant_id = $1 and ($3::text is null or m.manifest_id = $3)
        and ($2::text is null or m.repository = $2 or right(m.repository, length($2) + 1) = '/' || $2)
      group by m.tenant_id, m.manifest_id
      order by m.registered_at desc limit $4`,
    parameters: [tenant, filter.repository ?? null, filter.manifestId ?? null, filter.limit],
  });
}

/** Forgets a manifest and the states of its chunks; an index made of it stays. */
export async function deleteManifest(tx: Tx, tenant: number, manifestId: string): Promise<void> {
  await tx.query({
    sql: 'delete from keelson.index_manifest where tenant_id = $1 and manifest_id = $2',
    parameters: [tenant, manifestId],
  });
}
