import path from 'node:path';
import type { ObjectPlace } from '../platform/objects/open-object-store.ts';
import type { Settings } from './settings-schema.ts';

/** Where chunk files are kept for all machines: the bucket of the settings, else a folder. */
export function objectPlace(settings: Settings): ObjectPlace {
  const { nats_url: url, nats_creds: credsFile, nats_bucket: bucket, nats_replicas: replicas } = settings;
  if (url === undefined)
    return {
      kind: 'folder',
      folder: path.resolve(settings.chunk_store ?? path.join(settings.home, 'objects')),
    };
  return {
    kind: 'jetstream',
    url,
    bucket,
    replicas,
    ...(credsFile === undefined ? {} : { credsFile: path.resolve(credsFile) }),
  };
}

/** Whether what is put there is seen by all machines, so that finished chunk files are kept there too. */
export function sharesChunks(settings: Settings): boolean {
  return settings.nats_url !== undefined || settings.chunk_store !== undefined;
}
