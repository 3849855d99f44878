import type { Tx } from '../../../../kernel/context.ts';
import type { OwnerConnection } from '../../../../platform/db/types.ts';
import { checkedId, PARTITIONED_TABLES, ROW_TABLES } from '../partitions.ts';
import type { PartitionedTable, PartitionIndex } from '../partitions.ts';

/** A step of the build, and about how many milliseconds it took for a Linux kernel on two cores. */
interface Step {
  weight: number;
  run: (connection: OwnerConnection) => Promise<unknown>;
}

/** Weights of the indexes worth ordering by; the others take next to nothing. */
const INDEX_WEIGHTS: Readonly<Record<string, number>> = {
  index_symbol_name: 1260,
  index_posting_key: 1070,
  index_symbol_id: 860,
  index_macro_bucket: 200,
  index_file_path: 120,
};

/**
 * Builds every index and analyses, heaviest step first over all connections. Each step may be
 * repeated, so a build that was cut short is simply built again.
 */
export async function buildIndexes(connections: readonly OwnerConnection[], indexId: number): Promise<void> {
  await runSteps(
    connections,
    PARTITIONED_TABLES.flatMap((table) => table.indexes.map((index) => indexStep(table, index, indexId))),
  );
  // ANALYZE and CREATE INDEX lock each other out, so they do not mix.
  await runSteps(
    connections,
    PARTITIONED_TABLES.map((table) => ({
      weight: table === ROW_TABLES.symbol ? 300 : 100,
      run: (connection) => analyzePartition(connection, table, indexId),
    })),
  );
}

/** Has the planner know what is in a table of an index. */
export async function analyzePartition(tx: Tx, table: PartitionedTable, indexId: number): Promise<void> {
  await tx.query({
    sql: 'select keelson.analyze_index_table($1, $2)',
    parameters: [checkedId(indexId), table.name],
  });
}

function indexStep(table: PartitionedTable, index: PartitionIndex, indexId: number): Step {
  // Overlays add few rows, so a B-tree needs no room for more: that is a tenth of a kernel's 150 MB.
  const storage = index.storage ?? 'fillfactor = 100';
  return {
    weight: INDEX_WEIGHTS[`${table.name}_${index.suffix}`] ?? 10,
    run: (connection) =>
      connection.query({
        sql: 'select keelson.build_table_index($1, $2, $3, $4::name[], $5, $6, $7)',
        parameters: [
          checkedId(indexId),
          table.name,
          index.suffix,
          index.columns.split(', '),
          index.unique === true,
          index.method ?? 'btree',
          storage,
        ],
      }),
  };
}

async function runSteps(connections: readonly OwnerConnection[], steps: Step[]): Promise<void> {
  const queue = steps.sort((a, b) => b.weight - a.weight);
  const outcomes = await Promise.allSettled(
    connections.map(async (connection) => {
      for (let step = queue.shift(); step !== undefined; step = queue.shift()) await step.run(connection);
    }),
  );
  for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason;
}
