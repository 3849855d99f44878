import { rm } from 'node:fs/promises';
import path from 'node:path';
import { AppError } from '../../../../kernel/errors.ts';
import type { ObjectStore } from '../../../../platform/objects/object-store.ts';
import type { Manifest, ManifestChunk } from '../../schemas-chunk.ts';

/** Chunk files and manifests where every machine reaches them, as `<tenant>/<manifest id>/<file>`. */
export interface ChunkStore {
  /**
   * Stores the files of a manifest that are not there yet, the manifest last: where a manifest is, all its chunks are.
   * `folder` has them; `onFile` is called before each.
   */
  share(
    tenant: number,
    manifest: Manifest,
    folder: string,
    onFile?: (done: number, chunk: ManifestChunk) => void,
  ): Promise<void>;
  /**
   * Does work with a chunk file that is brought into `scratch` for as long as that takes; undefined when the store has
   * no such file. Its checksum is for the work to check.
   */
  withChunk<Result>(
    tenant: number,
    manifestId: string,
    chunk: ManifestChunk,
    scratch: string,
    work: (folder: string) => Promise<Result>,
  ): Promise<Result | undefined>;
  /** Brings a manifest into a folder; answers its path, or undefined when the store has none. */
  fetchManifest(tenant: number, manifestId: string, folder: string): Promise<string | undefined>;
  /** Ids of the manifests that begin so and of which anything is stored. */
  listManifests(tenant: number, begin: string): Promise<string[]>;
  /** Removes all that is stored of a manifest, which goes first. */
  forget(tenant: number, manifestId: string): Promise<void>;
}

const MANIFEST_FILE = 'manifest.json';

const nameOf = (tenant: number, manifestId: string, file: string): string =>
  `${tenant}/${manifestId}/${file}`;

/** Keeps chunk files in an object store. The id of a manifest stands for its chunks' bytes, so none ever changes. */
export function createChunkStore(objects: ObjectStore): ChunkStore {
  async function get(name: string, file: string): Promise<boolean> {
    try {
      await objects.get(name, file);
      return true;
    } catch (error) {
      if (error instanceof AppError && error.code === 'object_not_found') return false;
      throw error;
    }
  }

  return {
    async share(tenant, manifest, folder, onFile) {
      const there = new Map(
        (await objects.list(nameOf(tenant, manifest.manifest_id, ''))).map(({ name, bytes }) => [
          name,
          bytes,
        ]),
      );
      for (const [done, chunk] of manifest.chunks.entries()) {
        const name = nameOf(tenant, manifest.manifest_id, chunk.file);
        if (there.get(name) === chunk.size_bytes) continue;
        onFile?.(done, chunk);
        await objects.put(name, path.join(folder, chunk.file));
      }
      await objects.put(
        nameOf(tenant, manifest.manifest_id, MANIFEST_FILE),
        path.join(folder, MANIFEST_FILE),
      );
    },

    async withChunk(tenant, manifestId, chunk, scratch, work) {
      const file = path.join(scratch, chunk.file);
      try {
        return (await get(nameOf(tenant, manifestId, chunk.file), file)) ? await work(scratch) : undefined;
      } finally {
        await rm(file, { force: true });
      }
    },

    async fetchManifest(tenant, manifestId, folder) {
      const file = path.join(folder, MANIFEST_FILE);
      return (await get(nameOf(tenant, manifestId, MANIFEST_FILE), file)) ? file : undefined;
    },

    async listManifests(tenant, begin) {
      const found = await objects.list(`${tenant}/${begin}`);
      return [...new Set(found.map(({ name }) => name.split('/')[1]!))];
    },

    async forget(tenant, manifestId) {
      await objects.remove(nameOf(tenant, manifestId, MANIFEST_FILE));
      for (const { name } of await objects.list(nameOf(tenant, manifestId, ''))) await objects.remove(name);
    },
  };
}
