import type { Tx } from '../../../../kernel/context.ts';

/** A ready index of a manifest, and how many files were put over its chunks since. */
export interface LoadedIndex {
  id: number;
  overlays: number;
}

/** The repository's ready index if it is of this manifest: without overlays there is nothing to load. */
export async function findLoadedIndex(
  tx: Tx,
  tenant: number,
  repository: string,
  manifestId: string,
): Promise<LoadedIndex | undefined> {
  const rows = await tx.query<LoadedIndex>({
    name: 'indexing_find_loaded_index',
    sql: `select id, overlays from keelson.code_index
      where tenant_id = $1 and repository = $2 and manifest_id = $3 and state = 'ready'`,
    parameters: [tenant, repository, manifestId],
  });
  return rows[0];
}
