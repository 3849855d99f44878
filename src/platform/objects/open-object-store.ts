import { openFolderStore } from './folder-store.ts';
import type { ObjectStore } from './object-store.ts';

/** Where objects are kept. Plain data: it is sent to job processes. */
export type ObjectPlace =
  | { kind: 'folder'; folder: string }
  | { kind: 'jetstream'; url: string; credsFile?: string; bucket: string; replicas: number };

/**
 * Opens the store of a place. Nothing is connected, and no code of NATS loaded, before the first object is asked for: so
 * a server that is away hinders only what needs it.
 */
export function openObjectStore(place: ObjectPlace): ObjectStore {
  if (place.kind === 'folder') return openFolderStore(place.folder);
  let opened: Promise<ObjectStore> | undefined;
  const store = (): Promise<ObjectStore> =>
    (opened ??= import('./jetstream-store.ts').then(({ openJetStreamStore }) => openJetStreamStore(place)));
  return {
    put: async (name, file) => (await store()).put(name, file),
    get: async (name, file) => (await store()).get(name, file),
    remove: async (name) => (await store()).remove(name),
    list: async (prefix) => (await store()).list(prefix),
    close: async () => (await opened)?.close(),
  };
}
