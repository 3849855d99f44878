import type { Tx } from '../../../../kernel/context.ts';
import { START_TABLE, TERM_TABLE } from '../partitions.ts';
import type { IndexRef } from '../queries/find-index.ts';

/**
 * Takes an index's grams away, in the transaction that replaces chunks: new rows under ids that the lists cover would
 * not be found. Searches read all names until the grams are built again. The dictionary stays, and is not current
 * without the grams: it alone says where the macros of the other chunks are defined.
 */
export async function dropGrams(tx: Tx, index: IndexRef): Promise<void> {
  await tx.query({
    sql: 'delete from keelson.index_gram where tenant_id = $1 and index_id = $2',
    parameters: [index.tenant, index.id],
  });
}

/** Takes an index's dictionary away, in the transaction that puts another in its place. */
export async function dropTerms(tx: Tx, index: IndexRef): Promise<void> {
  for (const table of [TERM_TABLE, START_TABLE]) {
    await tx.query({
      sql: `delete from keelson.${table.name} where tenant_id = $1 and index_id = $2`,
      parameters: [index.tenant, index.id],
    });
  }
}
