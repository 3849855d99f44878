import type { Tx } from '../../../../kernel/context.ts';
import { createGramPostings, type GramPostings } from '../../domain/gram-postings.ts';
import type { GramSpace } from '../../domain/grams.ts';
import type { IndexRef } from '../queries/find-index.ts';
import { groupOf } from './gram-layout.ts';

const PAGE = 2000;

/** What grams are gathered of: a page of texts after an id, and what their lists hold for an id. */
interface Source {
  space: GramSpace;
  sql: string;
  toListId: (id: number) => number;
}

const same = (id: number): number => id;

const SOURCES: readonly Source[] = [
  {
    space: 'path',
    sql: `select file_id as id, path as text from keelson.index_file
      where tenant_id = $1 and index_id = $2 and file_id > $3 and file_id <= $4 order by file_id limit ${PAGE}`,
    toListId: same,
  },
  {
    space: 'doc',
    sql: `select symbol_id as id, doc as text from keelson.index_symbol
      where tenant_id = $1 and index_id = $2 and symbol_id > $3 and symbol_id <= $4 and doc is not null
      order by symbol_id limit ${PAGE}`,
    toListId: groupOf,
  },
];

/** Lists of which path and which documentation holds which gram, of everything an index has up to `lastId`. */
export async function collectGrams(
  tx: Tx,
  index: IndexRef & { lastId: number },
  step: (rows: number) => Promise<void>,
): Promise<GramPostings[]> {
  const collected: GramPostings[] = [];
  for (const { space, sql, toListId } of SOURCES) {
    const postings = createGramPostings(space);
    for (let last = -1, more = true; more;) {
      const page = await tx.query<{ id: number; text: string }>({
        name: `indexing_collect_${space}`,
        sql,
        parameters: [index.tenant, index.id, last, index.lastId],
      });
      for (const { id, text } of page) postings.add(toListId(id), text);
      last = page.at(-1)?.id ?? last;
      more = page.length === PAGE;
      await step(page.length);
    }
    collected.push(postings);
  }
  return collected;
}
