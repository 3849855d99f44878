import type { Tx } from '../../../../kernel/context.ts';
import type { IndexRef } from './find-index.ts';
import { fileOf } from '../partitions.ts';

/** A definition as a row: what index_symbol holds, with its file. */
export interface DefinitionRow {
  name: string;
  kind: string;
  flags: number;
  line: number;
  end_line: number;
  signature: string | null;
  path: string;
  language: string;
}

/** Definitions of a name, in the order of their files, and how many there are in all. */
export async function findDefinitions(
  tx: Tx,
  index: IndexRef,
  name: string,
  limit: number,
  offset: number,
): Promise<{ rows: DefinitionRow[]; total: number }> {
  const rows = await tx.query<DefinitionRow & { total: number }>({
    name: 'indexing_find_definitions',
    sql: `select s.name, s.kind::text as kind, s.flags, s.line, s.end_line, s.signature, f.path, f.language, s.total
      from (
        select symbol_id, file_id, name, kind, flags, line, end_line, signature, count(*) over ()::int as total
        from keelson.index_symbol
        where tenant_id = $1 and index_id = $2 and name = $3
        order by symbol_id limit $4 offset $5) s
      ${fileOf('s.file_id', 'path, language')}
      order by s.symbol_id`,
    parameters: [index.tenant, index.id, name, limit, offset],
  });
  if (rows.length > 0 || offset === 0) return { rows, total: rows[0]?.total ?? 0 };
  // Past the last row there is none to carry the total.
  const { total } = await findDefinitions(tx, index, name, 1, 0);
  return { rows, total };
}
