import type { Tx } from '../../../../kernel/context.ts';
import type { StartingNames } from '../../domain/terms/best-starting.ts';
import { splitBlocks, termsThat } from '../../domain/terms/decode-terms.ts';
import type { IndexRef } from '../queries/find-index.ts';
import { IS_CURRENT, MAY_START, startParameters } from './read-terms.ts';

/** What was chosen beforehand for a start that many names have. */
export type PopularNames = StartingNames & { isAll: boolean };

/** What a dictionary says of names that start so: the best of them, or its first blocks that may have any. */
export interface StartRead {
  popular?: PopularNames;
  blocks: Uint8Array[];
}

interface StartRow {
  symbols: number | null;
  macros: number;
  is_all: boolean;
  block: Uint8Array;
}

/** Reads a start that is popular, or up to `most` blocks; undefined when the index has no complete dictionary. */
export async function readStarting(
  tx: Tx,
  index: IndexRef,
  start: string,
  most: number,
): Promise<StartRead | undefined> {
  const rows = await tx.query<StartRow>({
    name: 'indexing_read_start',
    sql: `with popular as materialized (
        select symbols, macros, is_all, best from keelson.index_start
        where tenant_id = $1 and index_id = $2 and start = $3 and ${IS_CURRENT} limit 1)
      select symbols, macros, is_all, best as block from popular
      union all
      (select null, null, null, block from keelson.index_term
        where not exists (select from popular) and ${MAY_START}
        order by first limit $5)`,
    parameters: [...startParameters(index, start), most],
  });
  const [row] = rows;
  if (row === undefined) return undefined;
  if (row.symbols === null) return { blocks: rows.map(({ block }) => block) };
  const { symbols, macros, is_all: isAll } = row;
  const best = splitBlocks(row.block).flatMap((block) => termsThat(block, () => true));
  return { popular: { symbols, macros, isAll, best }, blocks: [] };
}
