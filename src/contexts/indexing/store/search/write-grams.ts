import type { Tx } from '../../../../kernel/context.ts';
import type { GramPostings } from '../../domain/gram-postings.ts';
import { encodeIds } from '../../domain/id-list.ts';
import type { IndexRef } from '../queries/find-index.ts';
import { COVERED } from './gram-layout.ts';

/** Bytes of lists sent at once. */
const BATCH_BYTES = 1_000_000;

interface GramRow {
  gram: number;
  ids: Uint8Array;
}

/**
 * Adds an index's grams. Lists travel as one value and are cut out of it there:
 * COPY refuses tables with row-level security, and an array of lists would travel as hexadecimal text.
 */
export async function writeGrams(
  tx: Tx,
  index: IndexRef & { lastId: number },
  collected: readonly GramPostings[],
  step: () => Promise<void>,
): Promise<void> {
  let batch: GramRow[] = [];
  let bytes = 0;
  const send = async (): Promise<void> => {
    await insertGrams(tx, index, batch);
    batch = [];
    bytes = 0;
    await step();
  };
  for (const postings of collected) {
    for (const row of postings.entries()) {
      batch.push(row);
      bytes += row.ids.length;
      if (bytes >= BATCH_BYTES) await send();
    }
  }
  batch.push({ gram: COVERED, ids: encodeIds([index.lastId]) });
  await send();
}

async function insertGrams(tx: Tx, index: IndexRef, rows: readonly GramRow[]): Promise<void> {
  const starts: number[] = [];
  let start = 1;
  for (const { ids } of rows) {
    starts.push(start);
    start += ids.length;
  }
  await tx.query({
    name: 'indexing_insert_grams',
    sql: `insert into keelson.index_gram (tenant_id, index_id, gram, ids)
      select $1, $2, g.gram, substring($6::bytea from g.start for g.size)
      from unnest($3::int[], $4::int[], $5::int[]) as g (gram, start, size)`,
    parameters: [
      index.tenant,
      index.id,
      rows.map(({ gram }) => gram),
      starts,
      rows.map(({ ids }) => ids.length),
      Buffer.concat(rows.map(({ ids }) => ids)),
    ],
  });
}
