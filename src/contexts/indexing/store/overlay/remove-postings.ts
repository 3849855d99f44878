import type { Tx } from '../../../../kernel/context.ts';
import { decodeNames } from '../decode/decode-refs.ts';
import { POSTING_IDS, ROW_TABLES, SYMBOL_POSTINGS } from '../partitions.ts';
import type { IndexRef } from '../queries/find-index.ts';
import { toMultirange } from './id-ranges.ts';

/** Records of one chunk whose rows are gone. */
export interface DeadRecords {
  chunk: number;
  files: readonly number[];
  /** Symbols by id, with what they call (or their members). */
  symbols: ReadonlyMap<number, string | null>;
}

const POSTING = `keelson.${ROW_TABLES.posting.name}`;

/**
 * Takes dead ids out of a chunk's postings and corrects its counts of repeated calls, so that what is counted from
 * postings stays exact. Answers how many call sites the dead symbols had.
 *
 * A BRIN index finds a chunk's rows; within them the first and last id rule out nearly all before their ids are read
 * one by one.
 */
export async function removePostings(tx: Tx, index: IndexRef, dead: DeadRecords): Promise<number> {
  const removed = await tx.query<{ key: string; id: number }>({
    sql: `with hit as materialized (
        select p.ctid as place, p.key, p.kind, p.first_id, p.other_ids, dead.ids as dead
        from ${POSTING} p
        cross join lateral (
          select case when p.kind = any ($4::text[]::"char"[]) then $5::int4multirange
            else $6::int4multirange end as ids) dead
        where p.tenant_id = $1 and p.index_id = $2 and p.chunk = $3
          and int4range(p.first_id, coalesce(p.other_ids[cardinality(p.other_ids)], p.first_id), '[]') && dead.ids
          and exists (select from ${POSTING_IDS} where id <@ dead.ids)),
      emptied as (
        delete from ${POSTING} p using hit
        where p.tenant_id = $1 and p.index_id = $2 and p.ctid = hit.place
          and not exists (select from ${POSTING_IDS} where not id <@ hit.dead)),
      thinned as (
        update ${POSTING} p set first_id = live.ids[1], other_ids = nullif(live.ids[2:], '{}')
        from hit cross join lateral (
          select array(select id from unnest(array_prepend(hit.first_id, hit.other_ids)) id
            where not id <@ hit.dead order by id) as ids) live
        where p.tenant_id = $1 and p.index_id = $2 and p.ctid = hit.place and cardinality(live.ids) > 0)
      select p.key, id from hit p cross join ${POSTING_IDS} where p.kind = 'c' and id <@ p.dead`,
    parameters: [
      index.tenant,
      index.id,
      dead.chunk,
      SYMBOL_POSTINGS,
      toMultirange([...dead.symbols.keys()]),
      toMultirange(dead.files),
    ],
  });
  const { repeats, calls } = countCalls(removed, dead.symbols);
  await lowerRepeats(tx, index, dead.chunk, repeats);
  return calls;
}

/** How often each callee was called again by one symbol, and all call sites. */
function countCalls(
  removed: readonly { key: string; id: number }[],
  symbols: ReadonlyMap<number, string | null>,
): { repeats: Map<string, number>; calls: number } {
  const repeats = new Map<string, number>();
  const namesOf = new Map<number, Map<string, number>>();
  let calls = 0;
  for (const { key, id } of removed) {
    const names = namesOf.get(id) ?? countNames(symbols.get(id) ?? null);
    namesOf.set(id, names);
    const sites = names.get(key) ?? 0;
    calls += sites;
    if (sites > 1) repeats.set(key, (repeats.get(key) ?? 0) + sites - 1);
  }
  return { repeats, calls };
}

function countNames(refs: string | null): Map<string, number> {
  const counts = new Map<string, number>();
  for (const name of decodeNames(refs)) counts.set(name, (counts.get(name) ?? 0) + 1);
  return counts;
}

async function lowerRepeats(
  tx: Tx,
  index: IndexRef,
  chunk: number,
  repeats: ReadonlyMap<string, number>,
): Promise<void> {
  if (repeats.size === 0) return;
  await tx.query({
    sql: `update ${POSTING} p set repeats = nullif(greatest(p.repeats - lower.by, 0), 0)
      from unnest($4::text[], $5::int[]) as lower (key, by)
      where p.tenant_id = $1 and p.index_id = $2 and p.chunk = $3 and p.kind = 'c' and p.key = lower.key`,
    parameters: [index.tenant, index.id, chunk, [...repeats.keys()], [...repeats.values()]],
  });
}
