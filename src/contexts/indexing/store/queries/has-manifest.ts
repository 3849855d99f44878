import type { Tx } from '../../../../kernel/context.ts';

/** Whether the repository's ready index is just this manifest, without overlays: then there is nothing to load. */
export async function hasManifest(
  tx: Tx,
  tenant: number,
  repository: string,
  manifestId: string,
): Promise<boolean> {
  const rows = await tx.query({
    name: 'indexing_has_manifest',
    sql: `select from keelson.code_index
      where tenant_id = $1 and repository = $2 and manifest_id = $3 and state = 'ready' and overlays = 0`,
    parameters: [tenant, repository, manifestId],
  });
  return rows.length > 0;
}
