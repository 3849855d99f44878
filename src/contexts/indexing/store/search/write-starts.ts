import type { Tx } from '../../../../kernel/context.ts';
import type { IndexRef } from '../queries/find-index.ts';
import type { StartRow } from './pack-terms.ts';

/** Rows sent at once, of about 1 KB each. */
const BATCH_ROWS = 1000;

/** Adds the popular starts of an index; like blocks of its dictionary, they travel as one value. */
export async function writeStarts(
  tx: Tx,
  index: IndexRef,
  rows: readonly StartRow[],
  step: () => Promise<void>,
): Promise<void> {
  for (let from = 0; from < rows.length; from += BATCH_ROWS) {
    await insertStarts(tx, index, rows.slice(from, from + BATCH_ROWS));
    await step();
  }
}

async function insertStarts(tx: Tx, index: IndexRef, rows: readonly StartRow[]): Promise<void> {
  const places: number[] = [];
  let place = 1;
  for (const { start, best } of rows) {
    places.push(place);
    place += start.length + best.length;
  }
  await tx.query({
    name: 'indexing_insert_starts',
    sql: `insert into keelson.index_start (tenant_id, index_id, start, symbols, macros, is_all, best)
      select $1, $2, substring($9::bytea from s.place for s.size), s.symbols, s.macros, s.is_all,
        substring($9::bytea from s.place + s.size for s.best)
      from unnest($3::int[], $4::int[], $5::int[], $6::int[], $7::int[], $8::bool[])
        as s (place, size, best, symbols, macros, is_all)`,
    parameters: [
      index.tenant,
      index.id,
      places,
      rows.map(({ start }) => start.length),
      rows.map(({ best }) => best.length),
      rows.map(({ symbols }) => symbols),
      rows.map(({ macros }) => macros),
      rows.map(({ isAll }) => isAll),
      Buffer.concat(rows.flatMap(({ start, best }) => [start, best])),
    ],
  });
}
