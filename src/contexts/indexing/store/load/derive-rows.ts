import type { OwnerConnection } from '../../../../platform/db/types.ts';
import { DERIVED_TABLES, partitionName, ROW_TABLES } from '../partitions.ts';
import { inTransaction } from './in-transaction.ts';

/** From this many calling symbols on, the number of call sites is counted once, here, instead of by each question. */
export const HUB_CALLERS = 500;

/**
 * Blocks of names for substring search. Ids of a file's symbols are consecutive, so the n-th name of a block has the
 * id base_id + n - 1. Lower case is made here once: making it while scanning tripled the time. A newline inside a
 * name would shift the others, so it is put in as a space.
 */
export async function fillNames(connection: OwnerConnection, indexId: number): Promise<void> {
  const name = partitionName(DERIVED_TABLES.name, indexId);
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

/** Exact numbers of call sites of the callees with the most callers. */
export async function fillHubs(connection: OwnerConnection, indexId: number): Promise<void> {
  const hub = partitionName(DERIVED_TABLES.hub, indexId);
  await inTransaction(connection, async () => {
    await connection.query({ sql: `truncate ${hub}` });
    await connection.query({
      sql: `with hubs as materialized (
          select key from ${partitionName(ROW_TABLES.posting, indexId)}
          where kind = 'c' group by key having sum(cardinality(ids)) >= $1)
        insert into ${hub} (key, sites)
        select h.key, count(*)
        from ${partitionName(ROW_TABLES.symbol, indexId)} s
          cross join string_to_table(s.refs, E'\\n') ref
          join hubs h on h.key = ltrim(ref, '.!+')
        where s.kind not in ('s', 'u', 'k', 'i')
        group by h.key`,
      parameters: [HUB_CALLERS],
    });
  });
}
