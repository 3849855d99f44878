import type { OwnerConnection } from '../../../../platform/db/types.ts';
import { NAME_TABLE, partitionName, ROW_TABLES } from '../partitions.ts';
import { inTransaction } from './in-transaction.ts';

/**
 * Blocks of names for substring search. Ids of a file's symbols are consecutive, so the n-th name of a block has the
 * id base_id + n - 1. Lower case is made here once: making it while scanning tripled the time. A newline inside a
 * name would shift the others, so it is put in as a space.
 */
export async function fillNames(connection: OwnerConnection, indexId: number): Promise<void> {
  const name = partitionName(NAME_TABLE, indexId);
  const file = partitionName(ROW_TABLES.file, indexId);
  const symbol = partitionName(ROW_TABLES.symbol, indexId);
  await inTransaction(connection, async () => {
    await connection.query({ sql: `truncate ${name}` });
    await connection.query({
      sql: `insert into ${name} (base_id, file_id, language, kinds, names)
        select min(s.symbol_id), s.file_id, max(f.language),
          string_agg(s.kind::text, '' order by s.symbol_id),
          string_agg(lower(translate(s.name, E'\\n', ' ')), E'\\n' order by s.symbol_id)
        from ${symbol} s join ${file} f using (file_id)
        group by s.file_id, s.symbol_id >> 7`,
    });
  });
}
