import type { AnyJobHandler } from '../../kernel/job.ts';
import type { AnyOperation } from '../../kernel/operation.ts';
import type { Database, MigrationFile } from '../../platform/db/types.ts';
import type { ObjectStore } from '../../platform/objects/object-store.ts';
import type { Log } from '../../platform/log/create-log.ts';
import type { EnqueueJob } from '../jobs/index.ts';
import { createBuildSearch } from './handlers/build-search.ts';
import { createFoldOverlays } from './handlers/fold-overlays.ts';
import { createIndexShard } from './handlers/index-shard.ts';
import { createIndexRepository } from './handlers/index-repository.ts';
import { addCodeFacts } from './migrations/add-code-facts.ts';
import { createGramTable } from './migrations/create-gram-table.ts';
import { createIndexTables } from './migrations/create-index-tables.ts';
import { createOverlayTables } from './migrations/create-overlay-tables.ts';
import { createPartitionFunctions } from './migrations/create-partition-functions.ts';
import { createStartTable } from './migrations/create-start-table.ts';
import { createTermTable } from './migrations/create-term-table.ts';
import { rebuildGrams } from './migrations/rebuild-grams.ts';
import { slimPostings } from './migrations/slim-postings.ts';
import { widenMacroBuckets } from './migrations/widen-macro-buckets.ts';
import { entrypointFlow } from './operations/entrypoint-flow.ts';
import { exportGraph } from './operations/export-graph.ts';
import { findCallCycles } from './operations/find-call-cycles.ts';
import { listDeadCode } from './operations/list-dead-code.ts';
import { listEntrypoints } from './operations/list-entrypoints.ts';
import { listIncluders } from './operations/list-includers.ts';
import { listIncludes } from './operations/list-includes.ts';
import { listMostCalled } from './operations/list-most-called.ts';
import { traceCallPath } from './operations/trace-call-path.ts';
import { traverseCallGraph } from './operations/traverse-call-graph.ts';
import type { ChunkDeps } from './operations/chunks/chunk-deps.ts';
import { createChunkStates } from './migrations/create-chunk-states.ts';
import { createProcessChunks } from './handlers/process-chunks.ts';
import { getSymbol } from './operations/get-symbol.ts';
import { impactOf } from './operations/impact-of.ts';
import { listCallees } from './operations/list-callees.ts';
import { listCallers } from './operations/list-callers.ts';
import { listRepositories } from './operations/list-repositories.ts';
import { ownersFor } from './operations/owners-for.ts';
import { search } from './operations/search.ts';
import type { CheckOutPolicy } from './sources/check-out.ts';
import { createChunkStore } from './store/objects/chunk-store.ts';

export { createChunkStore } from './store/objects/chunk-store.ts';
export type { ChunkStore } from './store/objects/chunk-store.ts';
export type { CheckOutPolicy } from './sources/check-out.ts';
export { createChunkOperations } from './chunk-operations.ts';
export { checkIndexRequest } from './domain/check-index-request.ts';
export { watchSources } from './pipeline/watch-sources.ts';
export { loadManifest } from './pipeline/load-manifest.ts';
export { makeScratchFolder } from './pipeline/scratch-folder.ts';
export { verifyChunks, verifyFetched } from './pipeline/verify-chunks.ts';

/** What indexing works with. */
export interface IndexingDeps {
  database: Database;
  /** Keelson's data folder. */
  home: string;
  /** What may be fetched from repositories elsewhere, and how much. */
  git: CheckOutPolicy;
  /** What outlives a machine: chunk files for those that have them not. */
  objects: ObjectStore;
  /** Whether `objects` is where other machines look for chunk files. */
  sharesChunks: boolean;
  log: Log;
  /** Queues work that may wait, such as folding overlays in. */
  enqueue?: EnqueueJob;
  /** Which jobs are queued or running; the queue knows. */
  findActiveJobs: ChunkDeps['findActiveJobs'];
}

export interface Indexing {
  operations: readonly AnyOperation[];
  handlers: readonly AnyJobHandler[];
  migrations: readonly MigrationFile[];
}

/** This context's tables. */
export const indexingMigrations: readonly MigrationFile[] = [
  createIndexTables,
  addCodeFacts,
  createChunkStates,
  createOverlayTables,
  createGramTable,
  rebuildGrams,
  slimPostings,
  createTermTable,
  widenMacroBuckets,
  createStartTable,
  createPartitionFunctions,
];

/** This context's questions; they need nothing but the transaction they run in. */
export const indexingOperations: readonly AnyOperation[] = [
  search,
  getSymbol,
  listCallers,
  listCallees,
  listRepositories,
  traceCallPath,
  traverseCallGraph,
  exportGraph,
  listEntrypoints,
  entrypointFlow,
  listIncludes,
  listIncluders,
  listMostCalled,
  listDeadCode,
  findCallCycles,
  ownersFor,
  impactOf,
];

/** Wires the indexing context. */
export function createIndexing(given: IndexingDeps): Indexing {
  const deps = { ...given, ...(given.sharesChunks && { chunkStore: createChunkStore(given.objects) }) };
  return {
    operations: indexingOperations,
    handlers: [
      createIndexRepository(deps),
      createIndexShard(deps),
      createFoldOverlays(deps),
      createProcessChunks(deps),
      createBuildSearch(deps),
    ],
    migrations: indexingMigrations,
  };
}
