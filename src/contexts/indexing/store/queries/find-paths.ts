import type { Tx } from '../../../../kernel/context.ts';
import type { IndexRef } from './find-index.ts';

/** Files of the index with these paths. */
export async function findPaths(
  tx: Tx,
  index: IndexRef,
  paths: readonly string[],
): Promise<{ file_id: number; path: string; language: string }[]> {
  if (paths.length === 0) return [];
  return tx.query<{ file_id: number; path: string; language: string }>({
    name: 'indexing_find_exact_paths',
    sql: `select f.file_id, f.path, f.language from unnest($3::text[]) wanted (path)
      cross join lateral (
        select file_id, path, language from keelson.index_file
        where tenant_id = $1 and index_id = $2 and path = wanted.path order by file_id limit 1) f`,
    parameters: [index.tenant, index.id, paths],
  });
}
