import type { Tx } from '../../../../kernel/context.ts';

/** Ids of all manifests of a repository but the latest `kept`. */
export async function olderManifests(
  tx: Tx,
  tenant: number,
  repository: string,
  kept: number,
): Promise<Set<string>> {
  const rows = await tx.query<{ id: string }>({
    sql: `select manifest_id as id from keelson.index_manifest
      where tenant_id = $1 and repository = $2 order by registered_at desc offset $3`,
    parameters: [tenant, repository, kept],
  });
  return new Set(rows.map(({ id }) => id));
}
