import type { JobContext, ReportProgress } from '../../../kernel/job.ts';
import type { Database } from '../../../platform/db/types.ts';
import type { Manifest } from '../schemas-chunk.ts';
import { olderManifests } from '../store/chunks/older-manifests.ts';
import type { ChunkStore } from '../store/objects/chunk-store.ts';

/** What sharing chunk files works with. */
export interface ShareDeps {
  database: Database;
  /** There when chunk files are for other machines too. */
  chunkStore?: ChunkStore;
}

/**
 * Manifests of one repository whose files are kept for other machines: the latest, and the one before for whoever still
 * loads it. A folder of chunk files has no more than its latest either.
 */
const KEPT_STORED = 2;

/** Stores a manifest's files for other machines, before anybody is told of the manifest. */
export async function shareChunks(
  { chunkStore }: ShareDeps,
  { tenant, signal }: JobContext,
  manifest: Manifest,
  folder: string,
  progress: ReportProgress,
): Promise<void> {
  await chunkStore?.share(tenant, manifest, folder, (filesDone, { file }) => {
    signal.throwIfAborted();
    progress({ phase: 'store chunks', filesDone, filesTotal: manifest.total_chunks, current: file });
  });
}

/** Removes what is stored of a repository's older manifests. */
export async function forgetOlder(
  { database, chunkStore }: ShareDeps,
  { tenant }: JobContext,
  repository: string,
): Promise<void> {
  if (chunkStore === undefined) return;
  const older = await database.tenant(tenant, (tx) => olderManifests(tx, tenant, repository, KEPT_STORED));
  if (older.size === 0) return;
  for (const stored of await chunkStore.listManifests(tenant, '')) {
    if (older.has(stored)) await chunkStore.forget(tenant, stored);
  }
}
