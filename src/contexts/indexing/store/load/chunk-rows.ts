import type { Tx } from '../../../../kernel/context.ts';
import { checkedId, partitionName, ROW_TABLES } from '../partitions.ts';
import { dropGrams } from '../search/drop-grams.ts';
import type { LoadBatch } from './types.ts';

/** Bits of an id that number a record within its chunk. */
const NUMBER_BITS = 20;

/** Where a table says which chunk a row is of: its number, or an id that begins with it. */
const CHUNK_COLUMN: Readonly<Record<LoadBatch['table'], 'chunk' | 'symbol_id' | 'base_id'>> = {
  file: 'chunk',
  symbol: 'symbol_id',
  posting: 'chunk',
  macro: 'chunk',
  entrypoint: 'chunk',
  name: 'base_id',
};

const TABLES = Object.keys(ROW_TABLES) as LoadBatch['table'][];

function ofChunk(table: LoadBatch['table'], chunk: number): string {
  const column = CHUNK_COLUMN[table];
  if (!Number.isInteger(chunk) || chunk < 0 || chunk > 2047)
    throw new RangeError(`${chunk} is no chunk number`);
  if (column === 'chunk') return `chunk = ${chunk}`;
  return `${column} between ${chunk * 2 ** NUMBER_BITS} and ${(chunk + 1) * 2 ** NUMBER_BITS - 1}`;
}

/** Removes the rows of one chunk of an index that is being loaded. */
export async function deleteChunkRows(
  tx: Tx,
  { tenant, indexId }: { tenant: number; indexId: number },
  chunk: number,
): Promise<void> {
  for (const table of TABLES) {
    await tx.query({
      sql: `delete from ${partitionName(ROW_TABLES[table], indexId)} where ${ofChunk(table, chunk)}`,
    });
  }
  await tx.query({
    sql: 'delete from keelson.index_chunk where tenant_id = $1 and index_id = $2 and chunk = $3',
    parameters: [tenant, indexId, chunk],
  });
}

/** Removes the rows of one chunk of a published index: through the parents, whose policies hold for the owner too. */
export async function deletePublishedRows(
  tx: Tx,
  { tenant, indexId }: { tenant: number; indexId: number },
  chunk: number,
): Promise<void> {
  for (const table of TABLES) {
    await tx.query({
      sql: `delete from keelson.${ROW_TABLES[table].name}
        where tenant_id = $1 and index_id = ${checkedId(indexId)} and ${ofChunk(table, chunk)}`,
      parameters: [tenant],
    });
  }
  await dropGrams(tx, { tenant, id: indexId });
}
