import { existsSync } from 'node:fs';
import path from 'node:path';
import {
  createChunkStore,
  loadManifest,
  makeScratchFolder,
  verifyChunks,
  verifyFetched,
} from '../contexts/indexing/index.ts';
import { AppError } from '../kernel/errors.ts';
import { LOCAL_TENANT } from '../kernel/ids.ts';
import { openObjectStore } from '../platform/objects/open-object-store.ts';
import { objectPlace, sharesChunks } from './object-place.ts';
import { manifestFileOf } from './process-chunks.ts';
import type { Settings } from './settings-schema.ts';

/** What was found whole. */
export interface VerifiedManifest {
  /** Path of the manifest, or its id when it is in the chunk store alone. */
  manifest: string;
  manifest_id: string;
  total_chunks: number;
  total_size_bytes: number;
}

/**
 * Checks a manifest on this machine or, where there is a chunk store, one that is only there; chunk files that are
 * missing here are taken from there.
 * @throws AppError of verifyChunks, `manifest_not_found`, `ambiguous_manifest`
 */
export async function verifyManifest(settings: Settings, given: string): Promise<VerifiedManifest> {
  const file = path.resolve(manifestFileOf(given));
  if (!sharesChunks(settings)) return shown(file, verifyChunks(file));
  const objects = openObjectStore(objectPlace(settings));
  const store = createChunkStore(objects);
  const scratch = await makeScratchFolder(settings.home);
  try {
    const isHere = existsSync(file);
    const id = isHere
      ? loadManifest(file).manifest_id
      : onlyOne(await store.listManifests(LOCAL_TENANT, given), given);
    const manifest = isHere ? file : await store.fetchManifest(LOCAL_TENANT, id, scratch.path);
    if (manifest === undefined) throw notStored(given);
    const verified = await verifyFetched(manifest, (chunk, work) =>
      store.withChunk(LOCAL_TENANT, id, chunk, scratch.path, work),
    );
    return shown(isHere ? file : id, verified);
  } finally {
    await scratch.remove();
    await objects.close();
  }
}

function shown(
  manifest: string,
  { manifest_id, total_chunks, total_size_bytes }: Omit<VerifiedManifest, 'manifest'>,
): VerifiedManifest {
  return { manifest, manifest_id, total_chunks, total_size_bytes };
}

function onlyOne(ids: readonly string[], given: string): string {
  const [first, second] = ids;
  if (first === undefined) throw notStored(given);
  if (second === undefined || first === given) return first;
  throw new AppError(
    'conflict',
    'ambiguous_manifest',
    `More than one stored manifest begins with ${given}; give more of its id`,
    { extra: { candidates: ids.slice(0, 5) } },
  );
}

function notStored(given: string): AppError {
  return new AppError(
    'not_found',
    'manifest_not_found',
    `There is no manifest ${given}, neither as a path here nor as an id in the chunk store`,
  );
}
