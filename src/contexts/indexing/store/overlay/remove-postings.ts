import type { Tx } from '../../../../kernel/context.ts';
import { decodeNames } from '../decode/decode-refs.ts';
import { POSTING_KINDS, ROW_TABLES } from '../partitions.ts';
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
        select p.ctid as place, p.key, p.kind, p.ids, dead.ids as dead
        from ${POSTING} p
        cross join lateral (
          select case when p.kind = any ($4::text[]::"char"[]) then $5::int4multirange
            else $6::int4multirange end as ids) dead
        where p.tenant_id = $1 and p.index_id = $2 and p.chunk = $3 and p.kind <> all ($7::text[]::"char"[])
          and int4range(p.ids[1], p.ids[cardinality(p.ids)], '[]') && dead.ids
          and exists (select from unnest(p.ids) id where id <@ dead.ids)),
      emptied as (
        delete from ${POSTING} p using hit
        where p.tenant_id = $1 and p.index_id = $2 and p.ctid = hit.place
          and not exists (select from unnest(hit.ids) id where not id <@ hit.dead)),
      thinned as (
        update ${POSTING} p set ids = array(select id from unnest(hit.ids) id where not id <@ hit.dead order by id)
        from hit
        where p.tenant_id = $1 and p.index_id = $2 and p.ctid = hit.place
          and exists (select from unnest(hit.ids) id where not id <@ hit.dead))
      select hit.key, id from hit cross join unnest(hit.ids) id where hit.kind = 'c' and id <@ hit.dead`,
    parameters: [
      index.tenant,
      index.id,
      dead.chunk,
      POSTING_KINDS.ofSymbols,
      toMultirange([...dead.symbols.keys()]),
      toMultirange(dead.files),
      POSTING_KINDS.counts,
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
  const parameters = [index.tenant, index.id, chunk, [...repeats.keys()], [...repeats.values()]];
  await tx.query({
    sql: `update ${POSTING} p set ids = array[p.ids[1] - lower.by]
      from unnest($4::text[], $5::int[]) as lower (key, by)
      where p.tenant_id = $1 and p.index_id = $2 and p.chunk = $3 and p.kind = 'r' and p.key = lower.key`,
    parameters,
  });
  await tx.query({
    sql: `delete from ${POSTING} p
      where p.tenant_id = $1 and p.index_id = $2 and p.chunk = $3 and p.kind = 'r' and p.key = any ($4::text[])
        and p.ids[1] <= 0`,
    parameters: parameters.slice(0, 4),
  });
}
