import { createHash } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { AppError } from '../../kernel/errors.ts';
import { type JetStreamOptions, openJetStream } from './jetstream-connection.ts';
import {
  digestText,
  infoSubject,
  type ObjectInfo,
  ownParts,
  partsSubject,
  readInfo,
  readNames,
} from './jetstream-info.ts';
import { createUpload, removeParts } from './jetstream-upload.ts';
import { withSource, writePieces } from './local-file.ts';
import {
  checkObjectName,
  isObjectName,
  objectDamaged,
  objectNotFound,
  type ObjectStore,
  type StoredObject,
} from './object-store.ts';

/** How often a part that is not there is looked for: the replica that answers may be behind the one written to. */
const LOOKS = 4;
const LOOK_AGAIN_MS = 250;
const TRIES = 5;

/**
 * Keeps objects in a bucket of JetStream's object store, in the layout of all NATS clients. Parts go and come one at a
 * time, each with an answer of its own: so memory holds one part, a lost connection costs one part, and no consumer is
 * left behind on the server.
 */
export function openJetStreamStore(options: JetStreamOptions): ObjectStore {
  const connection = openJetStream(options);
  const { persist, description } = connection;
  const upload = createUpload(connection, options.bucket);

  async function find(name: string): Promise<ObjectInfo | undefined> {
    const found = await persist((bucket) => readInfo(bucket, name));
    return found === undefined || found.info.deleted === true ? undefined : found.info;
  }

  async function putFrom(name: string, handle: FileHandle): Promise<void> {
    for (let tries = 1; tries <= TRIES; tries += 1) {
      const before = await persist((bucket) => readInfo(bucket, name));
      const stored = await upload(name, handle, before?.sequence ?? 0);
      if (stored.won) {
        if (before) await removeParts(persist, partsSubject(options.bucket, before.info.nuid));
        return;
      }
      // Somebody else has put the same name meanwhile, as two tries of one job may; mostly the same bytes.
      if ((await find(name))?.digest === stored.digest) return;
    }
    throw new AppError(
      'conflict',
      'object_contended',
      `Others put ${name} into ${description} at the same time, with other bytes, ${TRIES} times over; try again`,
    );
  }

  async function* parts(name: string, info: ObjectInfo): AsyncGenerator<Uint8Array> {
    const hash = createHash('sha256');
    const subject = partsSubject(options.bucket, info.nuid);
    let bytes = 0;
    for (let at = 0; bytes < info.size;) {
      const part = await nextPart(subject, at);
      if (part === undefined) throw objectDamaged(name, description, 'it is cut off');
      at = part.seq;
      bytes += part.data.length;
      hash.update(part.data);
      yield part.data;
    }
    if (bytes !== info.size || digestText(hash.digest()) !== info.digest) {
      throw objectDamaged(name, description, 'its SHA-256 is another');
    }
  }

  async function nextPart(
    subject: string,
    after: number,
  ): Promise<{ seq: number; data: Uint8Array } | undefined> {
    for (let look = 1; ; look += 1) {
      const part = await persist(({ jsm, stream }) =>
        jsm.direct.getMessage(stream, { seq: after + 1, next_by_subj: subject }),
      );
      if (part !== null) return part;
      if (look === LOOKS) return undefined;
      await sleep(LOOK_AGAIN_MS);
    }
  }

  async function get(name: string, file: string): Promise<void> {
    checkObjectName(name);
    for (let tries = 1; ; tries += 1) {
      const info = await find(name);
      if (info === undefined) throw objectNotFound(name, description);
      try {
        return await writePieces(file, parts(name, info));
      } catch (error) {
        const damaged = error instanceof AppError && error.code === 'object_damaged';
        // Parts also go when somebody puts the name anew; then there is another object to get.
        if (!damaged || tries === TRIES || (await find(name))?.nuid === info.nuid) throw error;
      }
    }
  }

  async function remove(name: string): Promise<void> {
    checkObjectName(name);
    await persist(async (bucket) => {
      const found = await readInfo(bucket, name);
      const nuids = [`${ownParts(name)}.>`, ...(found ? [found.info.nuid] : [])];
      await bucket.jsm.streams.purge(bucket.stream, { filter: infoSubject(bucket.name, name) });
      for (const nuid of nuids) {
        await bucket.jsm.streams.purge(bucket.stream, { filter: partsSubject(options.bucket, nuid) });
      }
    });
  }

  async function list(prefix: string): Promise<StoredObject[]> {
    const found: StoredObject[] = [];
    for (const name of (await persist(readNames)).sort()) {
      if (!name.startsWith(prefix) || !isObjectName(name)) continue;
      const info = await find(name);
      if (info !== undefined) found.push({ name, bytes: info.size });
    }
    return found;
  }

  return {
    async put(name, file) {
      checkObjectName(name);
      await withSource(file, (handle) => putFrom(name, handle));
    },
    get,
    remove,
    list,
    close: connection.close,
  };
}
