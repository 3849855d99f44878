import { closeSync, fstatSync, fsync, fsyncSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import path from 'node:path';
import { randomBytes } from 'node:crypto';

/** Names of files that are still being written: `.<name>.<pid>-<random>.tmp`. */
const TEMPORARY = /^\..+\.\d+-[0-9a-f]{8}\.tmp$/;

/** Is this the name of a file some process was writing? Whoever owns the folder may remove those of dead processes. */
export function isTemporaryName(name: string): boolean {
  return TEMPORARY.test(name);
}

/** Size and time of a file that is in place. */
export interface WrittenFile {
  bytes: number;
  mtimeMs: number;
}

/** A file whose bytes are written but which has not got its name yet. */
export interface PendingFile {
  /** Waits until the bytes are on disk, outside this thread, then renames. The file is there, whole, or as it was before. */
  commit(): Promise<WrittenFile>;
  /** Removes it. */
  discard(): void;
}

/**
 * Writes `pieces` to a temporary file beside `target`; {@link PendingFile.commit} makes them durable and gives them
 * their name. The rename itself is durable after {@link syncFolder}. Removes the temporary file when writing fails.
 */
export function writePending(target: string, pieces: Iterable<Uint8Array>, mode = 0o644): PendingFile {
  const { file, pending } = openPending(target, mode);
  try {
    for (const piece of pieces) writeAll(file, piece);
  } catch (error) {
    pending.discard();
    throw error;
  }
  return pending;
}

/** {@link writePending} for pieces that come one by one, from a network or another disk. */
export async function streamPending(
  target: string,
  pieces: AsyncIterable<Uint8Array>,
  mode = 0o644,
): Promise<PendingFile> {
  const { file, pending } = openPending(target, mode);
  try {
    for await (const piece of pieces) writeAll(file, piece);
  } catch (error) {
    pending.discard();
    throw error;
  }
  return pending;
}

function openPending(target: string, mode: number): { file: number; pending: PendingFile } {
  const temporary = path.join(
    path.dirname(target),
    `.${path.basename(target)}.${process.pid}-${randomBytes(4).toString('hex')}.tmp`,
  );
  const file = openSync(temporary, 'wx', mode);
  let open = true;
  const discard = (): void => {
    if (open) closeSync(file);
    open = false;
    rmSync(temporary, { force: true });
  };
  const pending: PendingFile = {
    discard,
    async commit() {
      try {
        await new Promise<void>((resolve, reject) =>
          fsync(file, (error) => (error ? reject(error) : resolve())),
        );
        const { size, mtimeMs } = fstatSync(file);
        closeSync(file);
        open = false;
        renameSync(temporary, target);
        return { bytes: size, mtimeMs };
      } catch (error) {
        discard();
        throw error;
      }
    },
  };
  return { file, pending };
}

/** Writes a whole file atomically and durably: temporary file, fsync, rename, fsync of the folder. */
export async function writeFileAtomic(
  target: string,
  content: string | Uint8Array,
  mode = 0o644,
): Promise<WrittenFile> {
  const bytes = typeof content === 'string' ? Buffer.from(content) : content;
  const written = await writePending(target, [bytes], mode).commit();
  syncFolder(path.dirname(target));
  return written;
}

/** Makes renames and removals in a folder durable. Where folders cannot be opened (Windows) there is nothing to do. */
export function syncFolder(folder: string): void {
  if (process.platform === 'win32') return;
  const handle = openSync(folder, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

/** `writeSync` may write less than it was given, for example on a disk that is nearly full. */
function writeAll(file: number, bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length;) at += writeSync(file, bytes, at, bytes.length - at);
}
