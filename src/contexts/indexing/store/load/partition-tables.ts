import type { Tx } from '../../../../kernel/context.ts';
import { checkedId, PARTITIONED_TABLES, partitionName } from '../partitions.ts';
import type { PartitionedTable } from '../partitions.ts';

/**
 * Makes the tables that become an index's partitions: like their parents, owned and seen by the owner alone, with
 * tenant and index fixed by defaults (COPY leaves them out) and by a CHECK, which saves ATTACH a scan. Autovacuum
 * stays away until they are published: it would hold up CREATE INDEX.
 */
export async function createPartitionTables(tx: Tx, tenant: number, indexId: number): Promise<void> {
  for (const table of PARTITIONED_TABLES) {
    const name = partitionName(table, indexId);
    await tx.query({
      sql: `create table ${name} (like keelson.${table.name} including storage) with (autovacuum_enabled = false)`,
    });
    await tx.query({ sql: `alter table ${name} ${settings(table, tenant, indexId).join(', ')}` });
  }
}

function settings(table: PartitionedTable, tenant: number, indexId: number): string[] {
  return [
    `alter column tenant_id set default ${checkedId(tenant)}`,
    `alter column index_id set default ${checkedId(indexId)}`,
    `add constraint ${table.name}_${checkedId(indexId)}_own check (tenant_id = ${checkedId(tenant)} and index_id = ${checkedId(indexId)})`,
    ...table.wide.map((column) => `alter column ${column} set statistics 0`),
  ];
}

/** Drops an index's tables, attached or not. */
export async function dropPartitionTables(tx: Tx, indexId: number): Promise<void> {
  const names = PARTITIONED_TABLES.map((table) => partitionName(table, indexId));
  await tx.query({ sql: `drop table if exists ${names.join(', ')}` });
}

/**
 * Makes an index's tables partitions of their parents. Nobody reads a partition itself; row-level security without
 * a policy says so once more.
 */
export async function attachPartitionTables(tx: Tx, indexId: number): Promise<void> {
  for (const table of PARTITIONED_TABLES) {
    const name = partitionName(table, indexId);
    await tx.query({ sql: `alter table ${name} reset (autovacuum_enabled)` });
    await tx.query({ sql: `alter table ${name} enable row level security, force row level security` });
    await tx.query({
      sql: `alter table keelson.${table.name} attach partition ${name} for values in (${checkedId(indexId)})`,
    });
  }
}
