import type { Tx } from '../../../../kernel/context.ts';
import { includeKeys, meansFile } from '../../domain/include-keys.ts';
import type { IndexRef } from './find-index.ts';

/** Files that include or import a file. */
export interface Includers {
  path: string;
  files: string[];
  /** There are more than were looked at. */
  more: boolean;
}

/** Includers that are looked at for one way to write a file. */
const MOST_INCLUDERS = 4_000;

/** Files that include or import each of the paths, by the ways their texts may name it. */
export async function findIncluders(tx: Tx, index: IndexRef, paths: readonly string[]): Promise<Includers[]> {
  if (paths.length === 0) return [];
  const keys = paths.map((path) => includeKeys(path));
  const rows = await tx.query<{ key: string; files: string[] }>({
    name: 'indexing_find_includers',
    sql: `select wanted.key, array_agg(f.path) as files
      from unnest($3::text[]) wanted (key)
      cross join lateral (
        select id from (
          select ids from keelson.index_posting
          where tenant_id = $1 and index_id = $2 and key = wanted.key and kind = 'i' limit 2048) p
        cross join unnest(p.ids) id limit ${MOST_INCLUDERS}) importer
      cross join lateral (
        select path from keelson.index_file
        where tenant_id = $1 and index_id = $2 and file_id = importer.id limit 1) f
      group by wanted.key`,
    parameters: [index.tenant, index.id, [...new Set(keys.flat())]],
  });
  const byKey = new Map(rows.map(({ key, files }) => [key, files]));
  return paths.map((path, place) => {
    const named = keys[place]!.flatMap((key) => (byKey.get(key) ?? []).map((file) => ({ key, file })));
    const meant = named.filter(({ key, file }) => meansFile(key, file, path)).map(({ file }) => file);
    const more = keys[place]!.some((key) => (byKey.get(key)?.length ?? 0) >= MOST_INCLUDERS);
    return { path, files: [...new Set(meant)].sort(), more };
  });
}
