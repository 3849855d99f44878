import type { AnyOperation } from '../../kernel/operation.ts';
import { cleanupChunks } from './operations/chunks/cleanup.ts';
import { getChunkManifest } from './operations/chunks/get-manifest.ts';
import { createGetChunkStatus } from './operations/chunks/get-status.ts';
import { createListChunkStates } from './operations/chunks/list-states.ts';
import { createLoadManifest } from './operations/chunks/load-manifest.ts';
import { createProcessBatch } from './operations/chunks/process-batch.ts';
import { createProcessChunk } from './operations/chunks/process-chunk.ts';
import { compareManifestsOperation } from './operations/manifests/compare.ts';
import { createDeleteManifest } from './operations/manifests/delete.ts';
import { listManifestsOperation } from './operations/manifests/list.ts';
import { showManifest } from './operations/manifests/show.ts';
import type { ChunkDeps } from './operations/chunks/chunk-deps.ts';
import { loadManifest } from './pipeline/load-manifest.ts';

/** What is done with chunk files and manifests; loading them is work for the queue. */
export function createChunkOperations(given: Omit<ChunkDeps, 'readManifest'>): AnyOperation[] {
  const deps = { ...given, readManifest: loadManifest };
  return [
    getChunkManifest,
    createGetChunkStatus(deps),
    createProcessChunk(deps),
    createProcessBatch(deps),
    createLoadManifest(deps),
    createListChunkStates(deps),
    cleanupChunks,
    listManifestsOperation,
    showManifest,
    compareManifestsOperation,
    createDeleteManifest(deps),
  ];
}
