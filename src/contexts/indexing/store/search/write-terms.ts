import type { Tx } from '../../../../kernel/context.ts';
import type { IndexRef } from '../queries/find-index.ts';
import type { TermRow } from './pack-terms.ts';

/** Rows sent at once, of about 2 KB each. */
const BATCH_ROWS = 500;

/** Adds an index's dictionary; like lists of grams, blocks travel as one value. */
export async function writeTerms(
  tx: Tx,
  index: IndexRef,
  rows: readonly TermRow[],
  step: () => Promise<void>,
): Promise<void> {
  for (let from = 0; from < rows.length; from += BATCH_ROWS) {
    await insertTerms(tx, index, rows.slice(from, from + BATCH_ROWS));
    await step();
  }
}

async function insertTerms(tx: Tx, index: IndexRef, rows: readonly TermRow[]): Promise<void> {
  const starts: number[] = [];
  let start = 1;
  for (const { first, block } of rows) {
    starts.push(start);
    start += first.length + block.length;
  }
  await tx.query({
    name: 'indexing_insert_terms',
    sql: `insert into keelson.index_term (tenant_id, index_id, number, first, block)
      select $1, $2, t.number, substring($7::bytea from t.start for t.name),
        substring($7::bytea from t.start + t.name for t.size)
      from unnest($3::int[], $4::int[], $5::int[], $6::int[]) as t (number, start, name, size)`,
    parameters: [
      index.tenant,
      index.id,
      rows.map(({ number }) => number),
      starts,
      rows.map(({ first }) => first.length),
      rows.map(({ block }) => block.length),
      Buffer.concat(rows.flatMap(({ first, block }) => [first, block])),
    ],
  });
}
