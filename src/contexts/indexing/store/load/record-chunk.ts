import type { Tx } from '../../../../kernel/context.ts';
import type { ChunkSummary } from './types.ts';

/** Records what a chunk of a published index holds now. */
export async function recordReplacedChunk(
  tx: Tx,
  { tenant, indexId }: { tenant: number; indexId: number },
  chunk: number,
  summary: ChunkSummary,
): Promise<void> {
  await tx.query({
    sql: `insert into keelson.index_chunk (tenant_id, index_id, chunk, sha256, bytes, counts)
      values ($1, $2, $3, $4, $5, $6)
      on conflict (tenant_id, index_id, chunk) do update
        set sha256 = excluded.sha256, bytes = excluded.bytes, counts = excluded.counts, committed_at = now()`,
    parameters: [
      tenant,
      indexId,
      chunk,
      summary.sha256 ?? null,
      summary.bytes ?? null,
      JSON.stringify(summary.counts),
    ],
  });
}
