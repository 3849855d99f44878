import type { OwnerConnection } from '../../../../platform/db/types.ts';
import type { LoadBatch } from '../load/types.ts';
import { ROW_TABLES } from '../partitions.ts';
import type { IndexRef } from '../queries/find-index.ts';

/**
 * Adds rows to an index that questions are asked of. COPY refuses tables with row-level security, so they go through
 * temporary ones.
 */
export async function insertRows(
  connection: OwnerConnection,
  index: IndexRef,
  batches: readonly LoadBatch[],
): Promise<void> {
  const staged = new Set<LoadBatch['table']>();
  for (const { table, bytes } of batches) {
    const columns = ROW_TABLES[table].columns.join(', ');
    const stage = `keelson_stage_${table}`;
    if (!staged.has(table)) {
      await connection.query({
        sql: `create temporary table ${stage} on commit drop as
          select ${columns} from keelson.${ROW_TABLES[table].name} with no data`,
      });
      staged.add(table);
    }
    await connection.copyIn(`copy ${stage} (${columns}) from stdin (format binary)`, bytes);
  }
  for (const table of staged) {
    const columns = ROW_TABLES[table].columns.join(', ');
    await connection.query({
      sql: `insert into keelson.${ROW_TABLES[table].name} (tenant_id, index_id, ${columns})
        select $1, $2, ${columns} from keelson_stage_${table}`,
      parameters: [index.tenant, index.id],
    });
  }
}
