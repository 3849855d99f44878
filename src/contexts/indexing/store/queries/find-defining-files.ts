import type { Tx } from '../../../../kernel/context.ts';
import { BUILD_KINDS } from '../../records.ts';
import type { IndexRef } from './find-index.ts';

/** A definition of one of the names asked for. */
export interface DefinitionSite {
  id: number;
  name: string;
  kind: string;
  flags: number;
  file_id: number;
  path: string;
  line: number;
  end_line: number;
  signature: string | null;
}

/**
 * Where names are defined, at most `most` definitions of each. What others can see comes first, and what says how
 * code is built comes last: `ext4` is then a function before it is a module.
 */
export async function findDefiningFiles(
  tx: Tx,
  index: IndexRef,
  names: readonly string[],
  most: number,
): Promise<DefinitionSite[]> {
  if (names.length === 0) return [];
  return tx.query<DefinitionSite>({
    name: 'indexing_find_defining_files',
    sql: `select s.symbol_id as id, s.name, s.kind::text as kind, s.flags, s.file_id, f.path, s.line, s.end_line, s.signature
      from unnest($3::text[]) wanted (name)
      cross join lateral (
        select symbol_id, file_id, name, kind, flags, line, end_line, signature from keelson.index_symbol
        where tenant_id = $1 and index_id = $2 and name = wanted.name
        order by kind = any ($5::text[]::"char"[]), kind in ('f', 'd', 'm', 'k') desc, flags & 1, symbol_id
        limit $4) s
      cross join lateral (
        select path from keelson.index_file
        where tenant_id = $1 and index_id = $2 and file_id = s.file_id limit 1) f
      order by s.symbol_id`,
    parameters: [index.tenant, index.id, names, most, BUILD_KINDS],
  });
}
