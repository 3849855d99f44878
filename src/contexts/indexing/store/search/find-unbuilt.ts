import type { Tx } from '../../../../kernel/context.ts';
import { checkedId, GRAM_TABLE, partitionName } from '../partitions.ts';
import { COVERED } from './gram-layout.ts';

/** An index without grams. */
export interface UnbuiltIndex {
  id: number;
  repository: string;
  symbols: number;
  /** Last id that rows of its chunks can have; those of overlays are higher. */
  lastId: number;
  /** Another one once chunks have been replaced. */
  stamp: string;
}

interface UnbuiltRow {
  id: number;
  repository: string;
  symbols: number;
  last_chunk: number;
  stamp: string;
}

const UNBUILT = `
  select i.id, i.repository, coalesce((i.totals ->> 'symbols')::int, 0) as symbols, c.last_chunk, c.stamp
  from keelson.code_index i cross join lateral (
    select max(chunk)::int as last_chunk, concat(count(*), ' ', max(committed_at)) as stamp from keelson.index_chunk
    where tenant_id = i.tenant_id and index_id = i.id) c
  where i.tenant_id = $1 and i.state = 'ready' and c.last_chunk is not null and not exists (
    select from keelson.index_gram where tenant_id = i.tenant_id and index_id = i.id and gram = ${COVERED})`;

/** The repository's ready index, if it has no grams yet. */
export async function findUnbuilt(
  tx: Tx,
  tenant: number,
  repository: string,
): Promise<UnbuiltIndex | undefined> {
  const rows = await tx.query<UnbuiltRow>({
    sql: `${UNBUILT} and i.repository = $2`,
    parameters: [tenant, repository],
  });
  return unbuiltOf(rows);
}

/** The index, if it is ready, has no grams yet, and has a table to put them into. */
export async function getUnbuilt(tx: Tx, tenant: number, indexId: number): Promise<UnbuiltIndex | undefined> {
  const rows = await tx.query<UnbuiltRow>({
    sql: `${UNBUILT} and i.id = $2 and to_regclass('${partitionName(GRAM_TABLE, checkedId(indexId))}') is not null`,
    parameters: [tenant, indexId],
  });
  return unbuiltOf(rows);
}

function unbuiltOf([row]: readonly UnbuiltRow[]): UnbuiltIndex | undefined {
  if (row === undefined) return undefined;
  const { last_chunk: lastChunk, ...rest } = row;
  return { ...rest, lastId: (lastChunk + 1) * 2 ** 20 - 1 };
}
