import type { Tx } from '../../../../kernel/context.ts';
import type { IndexRef } from './find-index.ts';
import { fileOf, POSTING_IDS } from '../partitions.ts';

/** A file that names something outside its symbols: `C` calls it, `o` has it in a table of operations. */
export interface FileMention {
  name: string;
  how: 'C' | 'o';
  path: string;
  /** Tables of the file, for `o`. */
  operations: string | null;
}

/** Files that call names outside any symbol or have them in tables of functions, at most `most` for each name. */
export async function findFileMentions(
  tx: Tx,
  index: IndexRef,
  names: readonly string[],
  most: number,
): Promise<FileMention[]> {
  if (names.length === 0) return [];
  return tx.query<FileMention>({
    name: 'indexing_find_file_mentions',
    sql: `select wanted.name, m.kind::text as how, m.path, m.operations
      from unnest($3::text[]) wanted (name)
      cross join lateral (
        select p.kind, f.path, f.operations from (
          select kind, first_id, other_ids from keelson.index_posting
          where tenant_id = $1 and index_id = $2 and key = wanted.name and kind in ('C', 'o') limit 2048) p
        cross join ${POSTING_IDS}
        ${fileOf('id', "path, case when p.kind = 'o' then operations end as operations")}
        limit $4) m`,
    parameters: [index.tenant, index.id, names, most],
  });
}
