import { createHash } from 'node:crypto';
import type { ChunkPlan, PlannedChunk } from '../domain/chunk-plan.ts';

/** Hash of all a chunk's bytes depend on, as far as it can be known without reading the sources. */
export function digestChunk(plan: ChunkPlan, chunk: PlannedChunk, generator: string): string {
  const hash = createHash('sha256');
  const part = chunk.part ? `${chunk.part.index}/${chunk.part.of}` : '';
  let text = `${generator}\0${chunk.id}\0${chunk.subsystem}\0${part}\0`;
  for (let at = chunk.from; at < chunk.to; at += 1) {
    const { path, size, mtimeMs } = plan.files[at]!;
    text += `${path}\0${size}\0${mtimeMs}\0`;
  }
  return hash.update(text).digest('hex');
}

/**
 * Names a whole plan: two runs with the same key make the same rows under the same chunk numbers. The chunk size is
 * part of it, since it decides where chunks that prove too large are cut.
 */
export function digestPlan(plan: ChunkPlan, digests: ReadonlyMap<string, string>): string {
  const hash = createHash('sha256').update(`${plan.chunkSize}\0`);
  for (const { id, number } of plan.chunks) hash.update(`${number}\0${digests.get(id)!}\0`);
  return hash.digest('hex');
}
