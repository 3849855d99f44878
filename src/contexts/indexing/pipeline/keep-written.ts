import path from 'node:path';
import type { ChunkPlan } from '../domain/chunk-plan.ts';
import type { WrittenChunk } from './chunk-facts.ts';
import { isReadable } from './is-readable.ts';
import { isInPlace, type RunState } from './run-state.ts';

/** The chunks of an earlier run that this one would write just so. */
export function keepWritten(
  plan: ChunkPlan,
  state: RunState,
  digests: ReadonlyMap<string, string>,
  { root, outDir }: { root: string; outDir: string },
): Map<string, WrittenChunk> {
  const kept = new Map<string, WrittenChunk>();
  for (const { id } of plan.chunks) {
    const chunk = state.written.get(id);
    if (!chunk || chunk.digest !== digests.get(id)) continue;
    // What could not be read then may be readable now, without its time having changed.
    if (chunk.unread.some((file) => isReadable(path.join(root, file)))) continue;
    if (isInPlace(outDir, chunk)) kept.set(id, chunk);
  }
  return kept;
}
