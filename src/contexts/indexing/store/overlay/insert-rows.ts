import type { OwnerConnection } from '../../../../platform/db/types.ts';
import type { LoadBatch } from '../load/types.ts';
import { ROW_TABLES } from '../partitions.ts';
import type { IndexRef } from '../queries/find-index.ts';

/** Rows on their way into an index that questions are asked of. */
export interface RowStage {
  add(batch: LoadBatch): Promise<void>;
  /** Puts all rows into the index, inside the caller's transaction. */
  moveTo(index: IndexRef): Promise<void>;
}

/** COPY refuses tables with row-level security, so rows go through temporary ones, which end with the connection. */
export function createStage(connection: OwnerConnection): RowStage {
  const staged = new Set<LoadBatch['table']>();
  return {
    async add({ table, bytes }) {
      const columns = ROW_TABLES[table].columns.join(', ');
      if (!staged.has(table)) {
        staged.add(table);
        await connection.query({
          sql: `create temporary table ${stageOf(table)} as
            select ${columns} from keelson.${ROW_TABLES[table].name} with no data`,
        });
      }
      await connection.copyIn(`copy ${stageOf(table)} (${columns}) from stdin (format binary)`, bytes);
    },
    async moveTo(index) {
      for (const table of staged) {
        const columns = ROW_TABLES[table].columns.join(', ');
        await connection.query({
          sql: `insert into keelson.${ROW_TABLES[table].name} (tenant_id, index_id, ${columns})
            select $1, $2, ${columns} from ${stageOf(table)}`,
          parameters: [index.tenant, index.id],
        });
      }
    },
  };
}

const stageOf = (table: LoadBatch['table']): string => `pg_temp.keelson_stage_${table}`;
