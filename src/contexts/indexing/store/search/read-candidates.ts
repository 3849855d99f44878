import type { Tx } from '../../../../kernel/context.ts';
import { type GramSpace, gramsOf } from '../../domain/grams.ts';
import { decodeIds, intersectIds } from '../../domain/id-list.ts';
import type { IndexRef } from '../queries/find-index.ts';
import { COVERED } from './gram-layout.ts';

/** Lists read for a query: more rarely leave fewer candidates. The marker's row comes on top. */
export const MOST_LISTS = 6;

/** What may hold a text. */
export interface Candidates {
  /** As the lists of the space have them, ascending. */
  ids: Int32Array;
  /** Higher ids came after the lists were made: all of them are candidates. */
  lastId: number;
}

/** A list of a gram, as it is stored. */
export interface GramList {
  gram: number;
  ids: Uint8Array;
}

/** The lists of a query's grams, shortest first; undefined when the index has none, or the query is too short. */
export async function readLists(
  tx: Tx,
  index: IndexRef,
  query: string,
  space: GramSpace,
  most: number,
): Promise<{ lists: GramList[]; isComplete: boolean; lastId: number } | undefined> {
  const grams = gramsOf(query, space);
  if (grams.length === 0) return undefined;
  const rows = await tx.query<GramList & { found: number }>({
    name: 'indexing_read_grams',
    sql: `select gram, ids, count(*) over ()::int as found from keelson.index_gram
      where tenant_id = $1 and index_id = $2 and gram = any ($3::int[])
      order by gram = ${COVERED} desc, octet_length(ids), gram limit $4`,
    parameters: [index.tenant, index.id, [...grams, COVERED], most + 1],
  });
  const [marker, ...lists] = rows;
  if (marker?.gram !== COVERED) return undefined;
  return { lists, isComplete: marker.found === grams.length + 1, lastId: decodeIds(marker.ids)[0]! };
}

/** What may hold `query`; undefined when the index cannot tell, and everything has to be looked at. */
export async function readCandidates(
  tx: Tx,
  index: IndexRef,
  query: string,
  space: 'path' | 'doc',
): Promise<Candidates | undefined> {
  const read = await readLists(tx, index, query, space, MOST_LISTS);
  if (read === undefined) return undefined;
  const lists = read.isComplete ? read.lists.map(({ ids }) => decodeIds(ids)) : [];
  return { ids: intersectIds(lists), lastId: read.lastId };
}

/** The last id that an index's dictionary and lists cover; undefined when it has none. */
export async function readLastId(tx: Tx, index: IndexRef): Promise<number | undefined> {
  const [marker] = await tx.query<{ ids: Uint8Array }>({
    name: 'indexing_read_last_id',
    sql: `select ids from keelson.index_gram where tenant_id = $1 and index_id = $2 and gram = ${COVERED}`,
    parameters: [index.tenant, index.id],
  });
  return marker === undefined ? undefined : decodeIds(marker.ids)[0];
}
