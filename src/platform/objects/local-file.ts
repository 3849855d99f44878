import { open, type FileHandle } from 'node:fs/promises';
import path from 'node:path';
import { AppError, messageOf } from '../../kernel/errors.ts';
import { streamPending, syncFolder } from '../files/write-atomic.ts';

const PIECE_BYTES = 1024 * 1024;

/** Reads the first `bytes` bytes of a file in pieces; a piece is only good until the next one is asked for. */
export async function* readPieces(
  handle: FileHandle,
  bytes = Number.POSITIVE_INFINITY,
  pieceBytes = PIECE_BYTES,
): AsyncGenerator<Uint8Array> {
  const buffer = Buffer.allocUnsafe(pieceBytes);
  for (let at = 0; at < bytes;) {
    const { bytesRead } = await handle.read(buffer, 0, Math.min(pieceBytes, bytes - at), at);
    if (bytesRead === 0) return;
    at += bytesRead;
    yield buffer.subarray(0, bytesRead);
  }
}

/** Opens a local file that is to be stored, and closes it after `work`. */
export async function withSource<Result>(
  file: string,
  work: (handle: FileHandle) => Promise<Result>,
): Promise<Result> {
  let handle;
  try {
    handle = await open(file, 'r');
    return await work(handle);
  } catch (error) {
    throw explainFileError(error, file);
  } finally {
    await handle?.close();
  }
}

/** Writes a file from pieces, whole and durable or not at all; what `pieces` throws leaves it as it was. */
export async function writePieces(file: string, pieces: AsyncIterable<Uint8Array>): Promise<void> {
  try {
    const pending = await streamPending(file, pieces);
    await pending.commit();
    syncFolder(path.dirname(file));
  } catch (error) {
    throw explainFileError(error, file);
  }
}

/** Says what a failing disk means; other errors are passed on. */
export function explainFileError(error: unknown, file: string): unknown {
  if (error instanceof AppError) return error;
  const code = (error as NodeJS.ErrnoException | undefined)?.code;
  const make = (kind: AppError['kind'], name: string, message: string): AppError =>
    new AppError(kind, name, message, { cause: error });
  switch (code) {
    case 'ENOSPC':
    case 'EDQUOT':
      return make(
        'unavailable',
        'disk_full',
        `The disk that holds ${file} is full; free space and try again`,
      );
    case 'EIO':
      return make('unavailable', 'disk_failed', `The disk failed at ${file}: ${messageOf(error)}`);
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return make('forbidden', 'file_not_accessible', `${file} cannot be used: ${messageOf(error)}`);
    case 'ENOENT':
    case 'ENOTDIR':
    case 'EISDIR':
      return make('not_found', 'file_not_found', `${file} is no file that can be used: ${messageOf(error)}`);
    default:
      return error;
  }
}
