import { readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { syncFolder, writeFileAtomic } from '../../../platform/files/write-atomic.ts';
import type { ChunkPlan } from '../domain/chunk-plan.ts';
import { Manifest } from '../schemas-chunk.ts';
import { chunkFileName } from './build-manifest.ts';
import type { WrittenChunk } from './chunk-facts.ts';
import { startState, type RunState, type StateKey } from './run-state.ts';

export const MANIFEST_FILE = 'manifest.json';

/**
 * Completes an output folder. Every chunk file is durable and in place; now their names are made durable, then the
 * manifest is written, so that a manifest only ever exists beside all it lists. Last, chunk files of the earlier run
 * that are no more are removed.
 */
export async function finishOutput(
  outDir: string,
  key: StateKey,
  plan: ChunkPlan,
  written: ReadonlyMap<string, WrittenChunk>,
  earlier: RunState,
  manifest: Manifest,
): Promise<void> {
  syncFolder(outDir);
  await writeFileAtomic(path.join(outDir, MANIFEST_FILE), `${JSON.stringify(manifest, undefined, 2)}\n`);
  for (const id of earlier.known) {
    if (!written.has(id)) rmSync(path.join(outDir, chunkFileName(id)), { force: true });
  }
  await startState(outDir, { key, plan, kept: written.values(), known: [] });
}

/** The manifest of a folder, if there is a sound one. */
export function readManifest(outDir: string): Manifest | undefined {
  try {
    return Manifest.parse(JSON.parse(readFileSync(path.join(outDir, MANIFEST_FILE), 'utf8')));
  } catch {
    return undefined; // Missing, or not what was written: it is written again.
  }
}

/** Chunk files are about to change, and until they all have there is no manifest that speaks of them. */
export function removeManifest(outDir: string): void {
  rmSync(path.join(outDir, MANIFEST_FILE), { force: true });
}
