import { createHash } from 'node:crypto';
import { lstat, mkdir, open, readdir, rm, rmdir } from 'node:fs/promises';
import path from 'node:path';
import { AppError } from '../../kernel/errors.ts';
import { isTemporaryName, syncFolder } from '../files/write-atomic.ts';
import { explainFileError, readPieces, withSource, writePieces } from './local-file.ts';
import {
  checkObjectName,
  isObjectName,
  objectDamaged,
  objectNotFound,
  type ObjectStore,
  type StoredObject,
} from './object-store.ts';

/** A stored file is the object's bytes and behind them their SHA-256, so that both get their name at once. */
const DIGEST_BYTES = 32;

/** Keeps objects as files below one folder, which is made when the first is put. */
export function openFolderStore(folder: string): ObjectStore {
  const root = path.resolve(folder);

  /** The place of an object; a link that somebody put on the way there is refused, since it may lead anywhere. */
  async function placeOf(name: string): Promise<string> {
    checkObjectName(name);
    if (isTemporaryName(path.posix.basename(name))) {
      throw new AppError(
        'invalid',
        'object_name',
        `${name} is a name that files have while they are written`,
      );
    }
    const place = path.join(root, name);
    for (let at = place; at !== root; at = path.dirname(at)) {
      const found = await lstat(at).catch(absent);
      if (found?.isSymbolicLink() === true) {
        throw new AppError(
          'forbidden',
          'object_name',
          `${at} is a symbolic link, which the store does not follow`,
        );
      }
    }
    return place;
  }

  async function put(name: string, file: string): Promise<void> {
    const place = await placeOf(name);
    const store = async (): Promise<void> => {
      await makeFolders(path.dirname(place));
      await withSource(file, (handle) => writePieces(place, withDigest(readPieces(handle))));
    };
    for (let tries = 1; ; tries += 1) {
      try {
        return await store();
      } catch (error) {
        // Whoever removes the last object of a folder takes the folder away, maybe in this moment.
        if (tries === 5 || !(await isGone(path.dirname(place)))) throw error;
      }
    }
  }

  async function get(name: string, file: string): Promise<void> {
    const place = await placeOf(name);
    const handle = await open(place, 'r').catch(absent);
    if (handle === undefined) throw objectNotFound(name, root);
    try {
      const { size } = await handle.stat();
      const stored = Buffer.alloc(DIGEST_BYTES);
      if (size < DIGEST_BYTES) throw objectDamaged(name, root, 'it is cut off');
      await handle.read(stored, 0, DIGEST_BYTES, size - DIGEST_BYTES);
      const check = (digest: Uint8Array): void => {
        if (!stored.equals(digest)) throw objectDamaged(name, root, 'its SHA-256 is another');
      };
      await writePieces(file, hashed(readPieces(handle, size - DIGEST_BYTES), check));
    } finally {
      await handle.close();
    }
  }

  async function remove(name: string): Promise<void> {
    const place = await placeOf(name);
    await rm(place, { force: true });
    // Folders that hold nothing any more go too; one that somebody has just put into stays.
    for (let at = path.dirname(place); at !== root; at = path.dirname(at)) {
      if (!(await removeEmpty(at))) return;
    }
  }

  async function list(prefix: string): Promise<StoredObject[]> {
    const found: StoredObject[] = [];
    const walk = async (below: string): Promise<void> => {
      const entries = await readdir(path.join(root, below), { withFileTypes: true }).catch(absent);
      for (const entry of entries ?? []) {
        const name = below === '' ? entry.name : `${below}/${entry.name}`;
        const mayHold =
          entry.isDirectory() && (`${name}/`.startsWith(prefix) || prefix.startsWith(`${name}/`));
        if (mayHold) await walk(name);
        if (!entry.isFile() || !name.startsWith(prefix)) continue;
        if (isTemporaryName(entry.name) || !isObjectName(name)) continue;
        const stat = await lstat(path.join(root, name)).catch(absent);
        if (stat) found.push({ name, bytes: Math.max(0, stat.size - DIGEST_BYTES) });
      }
    };
    await walk('');
    return found.sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  /** Makes the folders down to `wanted`, durably. */
  async function makeFolders(wanted: string): Promise<void> {
    try {
      const first = await mkdir(wanted, { recursive: true });
      if (first === undefined) return;
      for (let at = wanted; at.length >= first.length; at = path.dirname(at)) syncFolder(path.dirname(at));
    } catch (error) {
      throw explainFileError(error, wanted);
    }
  }

  return { put, get, remove, list, close: () => Promise.resolve() };
}

/** The pieces, and behind them the SHA-256 of them all. */
async function* withDigest(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const hash = createHash('sha256');
  for await (const piece of pieces) {
    hash.update(piece);
    yield piece;
  }
  yield hash.digest();
}

/** The pieces; `check` sees their SHA-256 behind the last. */
async function* hashed(
  pieces: AsyncIterable<Uint8Array>,
  check: (digest: Uint8Array) => void,
): AsyncGenerator<Uint8Array> {
  const hash = createHash('sha256');
  for await (const piece of pieces) {
    hash.update(piece);
    yield piece;
  }
  check(hash.digest());
}

/** Whether the folder was empty, and is gone. */
async function removeEmpty(folder: string): Promise<boolean> {
  try {
    await rmdir(folder);
    return true;
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? '';
    if (['ENOTEMPTY', 'EEXIST', 'ENOENT', 'ENOTDIR'].includes(code)) return false;
    throw error;
  }
}

async function isGone(folder: string): Promise<boolean> {
  return (await lstat(folder).catch(absent)) === undefined;
}

function absent(error: unknown): undefined {
  const code = (error as NodeJS.ErrnoException).code;
  if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
  throw error;
}
