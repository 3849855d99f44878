import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import type { SkipReason } from '../domain/source-file.ts';

const { O_RDONLY, O_NOFOLLOW, O_NONBLOCK } = constants;
/** No link is followed should one have taken the file's place, and a pipe there cannot block. */
const OPEN_FLAGS = O_RDONLY | (O_NOFOLLOW ?? 0) | (O_NONBLOCK ?? 0);

const BINARY_HEAD = 8192;

/** Bytes read, or why there are none. */
export type ReadOutcome = number | Extract<SkipReason, 'vanished' | 'unreadable' | 'symlink'>;

/**
 * Reads a source file into `target`, whose length is the size the file had when it was listed. A file that has grown
 * since is read up to that size, one that has shrunk as far as it goes; either way its time has changed, and the
 * next run reads it again.
 */
export function readSource(file: string, target: Uint8Array): ReadOutcome {
  let handle: number;
  try {
    handle = openSync(file, OPEN_FLAGS);
  } catch (error) {
    return reasonOf(error);
  }
  try {
    let length = 0;
    while (length < target.length) {
      const read = readSync(handle, target, length, target.length - length, null);
      if (read === 0) break;
      length += read;
    }
    if (length < target.length && !fstatSync(handle).isFile()) return 'unreadable';
    return length;
  } catch (error) {
    return reasonOf(error);
  } finally {
    closeSync(handle);
  }
}

/** Does this start of a file say that it is no text? Git decides alike, by a NUL byte in the first 8 KB. */
export function looksBinary(source: Uint8Array): boolean {
  // Buffer's search is memchr; Uint8Array's own took a fortieth of the time a kernel's C files take.
  return Buffer.from(source.buffer, source.byteOffset, Math.min(source.length, BINARY_HEAD)).includes(0);
}

function reasonOf(error: unknown): Exclude<ReadOutcome, number> {
  switch ((error as NodeJS.ErrnoException).code) {
    case 'ENOENT':
    case 'ENOTDIR':
      return 'vanished';
    case 'ELOOP':
      return 'symlink';
    case 'EACCES':
    case 'EPERM':
    case 'EIO':
    case 'EISDIR':
    case 'EINVAL':
    case 'EAGAIN':
    case 'ENXIO':
    case 'ENAMETOOLONG':
    case 'ESTALE':
      return 'unreadable';
    default:
      throw error;
  }
}
