import type { OperationContext } from '../../../../kernel/context.ts';
import type { DomainEvent } from '../../../../kernel/operation.ts';
import { admitChunk } from '../../domain/chunk-state.ts';
import type { ProcessChunks } from '../../schemas-job.ts';
import { changeStates } from '../../store/chunks/change-states.ts';
import type { RegisteredManifest } from '../../store/chunks/find-manifest.ts';
import type { ChunkStateRow } from '../../store/chunks/read-states.ts';
import { PROCESS_KIND } from './chunk-deps.ts';
import type { ChunkDeps } from './chunk-deps.ts';

/** Chunks by what asking for them leads to. */
export interface Sorted {
  taken: { state: ChunkStateRow; retryCount: number }[];
  processing: ChunkStateRow[];
  completed: ChunkStateRow[];
  /** Failed for good. */
  exhausted: ChunkStateRow[];
}

/** Sorts chunks; lock their states before (readStates). */
export function sortChunks(states: readonly ChunkStateRow[], force: boolean): Sorted {
  const sorted: Sorted = { taken: [], processing: [], completed: [], exhausted: [] };
  for (const state of states) {
    const admission = admitChunk({ status: state.status, retryCount: state.retry_count }, force);
    if (admission.take) sorted.taken.push({ state, retryCount: admission.retryCount });
    else sorted[admission.why].push(state);
  }
  return sorted;
}

/** Queues a job for these chunks, whose they are from now on. */
export async function giveToJob(
  context: OperationContext,
  { enqueue }: Pick<ChunkDeps, 'enqueue'>,
  manifest: RegisteredManifest,
  taken: Sorted['taken'],
  settings: Omit<ProcessChunks, 'manifest_id' | 'own_chunks_only'>,
): Promise<{ jobId: string; event: DomainEvent }> {
  const { jobId, event } = await enqueue(context, {
    kind: PROCESS_KIND,
    folderPath: manifest.folder,
    input: { ...settings, manifest_id: manifest.manifest_id, own_chunks_only: true },
  });
  await changeStates(
    context.tx,
    { tenant: context.tenant, manifestId: manifest.manifest_id },
    taken.map(({ state, retryCount }) => ({
      number: state.number,
      status: 'processing',
      jobId,
      retryCount,
    })),
  );
  return { jobId, event };
}
