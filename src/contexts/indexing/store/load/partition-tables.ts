import type { Tx } from '../../../../kernel/context.ts';
import { checkedId, PARTITIONED_TABLES } from '../partitions.ts';

// The functions run as the owner of the tables, which a worker need not be; see the migration that makes them.

/** Makes the tables that become an index's partitions, for an index of the transaction's tenant that is being loaded. */
export async function createPartitionTables(tx: Tx, indexId: number): Promise<void> {
  const wide = PARTITIONED_TABLES.flatMap((table) => table.wide.map((column) => `${table.name}.${column}`));
  await tx.query({
    sql: 'select keelson.make_index_tables($1, $2::text[])',
    parameters: [checkedId(indexId), wide],
  });
}

/** Drops an index's tables, attached or not. An index that answers has to be superseded first. */
export async function dropPartitionTables(tx: Tx, indexId: number): Promise<void> {
  await tx.query({ sql: 'select keelson.drop_index_tables($1)', parameters: [checkedId(indexId)] });
}

/**
 * Makes an index's tables partitions of their parents. Nobody reads a partition itself; row-level security without
 * a policy says so once more.
 */
export async function attachPartitionTables(tx: Tx, indexId: number): Promise<void> {
  await tx.query({ sql: 'select keelson.attach_index_tables($1)', parameters: [checkedId(indexId)] });
}
