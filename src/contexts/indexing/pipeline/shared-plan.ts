import { readFileSync, writeFileSync } from 'node:fs';
import type { ChunkPlan, PlannedChunk } from '../domain/chunk-plan.ts';
import type { Skipped } from '../domain/source-file.ts';
import { packSources, unpackSources } from './pack-sources.ts';

/** What several processes need to know to scan one tree: made once, by whoever lists it. */
export interface SharedPlan {
  plan: ChunkPlan;
  /** What made it; another version may see more in the same files. */
  generator: string;
  /** Commit of the checkout, if it is one. */
  commit: string | undefined;
  kernelVersion: string | undefined;
  /** Left out before the scan. */
  skipped: Partial<Skipped>;
}

interface Stored {
  format: 1;
  generator: string;
  commit?: string;
  kernel_version?: string;
  skipped: Partial<Skipped>;
  chunk_size: number;
  chunks: readonly PlannedChunk[];
  /** The files in the plan's order, packed, in base64. */
  files: string;
}

/** Writes a plan to a file. */
export function writeSharedPlan(file: string, shared: SharedPlan): void {
  const { plan, generator, commit, kernelVersion, skipped } = shared;
  const stored: Stored = {
    format: 1,
    generator,
    ...(commit !== undefined && { commit }),
    ...(kernelVersion !== undefined && { kernel_version: kernelVersion }),
    skipped,
    chunk_size: plan.chunkSize,
    chunks: plan.chunks,
    files: Buffer.from(packSources(plan.files)).toString('base64'),
  };
  writeFileSync(file, JSON.stringify(stored));
}

/** Reads what {@link writeSharedPlan} wrote. */
export function readSharedPlan(file: string): SharedPlan {
  const stored = JSON.parse(readFileSync(file, 'utf8')) as Stored;
  const sources = unpackSources(Buffer.from(stored.files, 'base64'));
  const files = [...sources].map(([path, { size, mtimeMs }]) => ({ path, size, mtimeMs }));
  return {
    plan: { chunkSize: stored.chunk_size, files, chunks: stored.chunks },
    generator: stored.generator,
    commit: stored.commit,
    kernelVersion: stored.kernel_version,
    skipped: stored.skipped,
  };
}
