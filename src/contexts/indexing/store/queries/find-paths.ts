import type { Tx } from '../../../../kernel/context.ts';
import type { IndexRef } from './find-index.ts';

/** Those of the paths that are files of the index. */
export async function findPaths(tx: Tx, index: IndexRef, paths: readonly string[]): Promise<string[]> {
  if (paths.length === 0) return [];
  const rows = await tx.query<{ path: string }>({
    name: 'indexing_find_exact_paths',
    sql: `select f.path from unnest($3::text[]) wanted (path)
      cross join lateral (
        select path from keelson.index_file
        where tenant_id = $1 and index_id = $2 and path = wanted.path order by file_id limit 1) f`,
    parameters: [index.tenant, index.id, paths],
  });
  return rows.map(({ path }) => path);
}
